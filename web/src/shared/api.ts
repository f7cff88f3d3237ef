// The guests' way to the server.
import createClient from 'openapi-fetch'
import type { components, paths } from '../api/schema'
import { firstQuestion } from './first'
import { recall, remember } from './memory'

export { ask, change, type Outcome, type Problem, type Reply, trouble } from './asking'

type Schemas = components['schemas']
export type Location = Schemas['Location']
export type Service = Schemas['Service']
export type Stylist = Schemas['StylistOffer']
export type Dates = Schemas['Dates']
export type Slots = Schemas['Slots']
export type Slot = Schemas['ShownSlot']
export type Booking = Schemas['Booking']

const sessionName = 'salon.session'

// How a request leaves the page. A guest's carries no cookie: what the browser holds may be the desk's, whose calls are
// somebody else's.
export type Send = (request: Request) => Promise<Response>
let sender: () => Promise<Send> = async () => fetch

export const sendBy = (find: () => Promise<Send>): void => void (sender = find)

const send: Send = async (request) => (request.credentials === 'omit' ? (await sender())(request) : fetch(request))

export const client = createClient<paths>({ baseUrl: '/', credentials: 'omit', fetch: send })

// The guest is known by what the first reply gave; a reply to an older name is not heard, nor is one that the page's head
// asked for, before there was any name.
client.use({
  onRequest({ request }) {
    const session = recall<string>(sessionName)
    if (session) request.headers.set('X-Session-Id', session)
  },
  onResponse({ request, response }) {
    const given = response.headers.get('X-Session-Id')
    const known = recall<string>(sessionName)
    const isFromHead = known !== null && request.url.endsWith(firstQuestion)
    if (given && !isFromHead && request.headers.get('X-Session-Id') === known) remember(sessionName, given)
  },
})
