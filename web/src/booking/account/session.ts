// A customer's sign-in. The browser keeps the tokens in cookies that no script reads; the page keeps the token that goes
// with every change, and renews both when something is asked and little time is left.
import createClient from 'openapi-fetch'
import type { components, paths } from '../../api/schema'
import { ask, type Problem } from '../../shared/asking'
import { customer, rememberCustomer, wasCustomerHere } from '../customer'

export type Account = components['schemas']['Account']
type Session = components['schemas']['PageSession']

const server = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
const renewBefore = 60 // seconds that a request may take on its way
const longestRenewal = 15_000 // milliseconds
let csrf = ''
let isFreshUntil = 0
let isKnown = !wasCustomerHere()
let renewal: Promise<boolean> | null = null

// Staff who signed in at the desk since, in the same browser, are no customers.
function take({ account, csrf_token, expires_in }: Session): boolean {
  if (account.role !== 'user') return letGo()
  csrf = csrf_token
  isFreshUntil = Date.now() + (expires_in - renewBefore) * 1000
  isKnown = true
  if (customer.peek()?.id !== account.id) customer.value = account
  rememberCustomer(true)
  return true
}

function letGo(): false {
  csrf = ''
  isFreshUntil = 0
  isKnown = true
  customer.value = null
  rememberCustomer(false)
  return false
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 429

// Tabs and the desk take turns: an old refresh token used again would sign everybody out.
async function renewInTurn(): Promise<boolean> {
  const signal = AbortSignal.timeout(longestRenewal)
  const current = await server.GET('/auth/v1/session', { signal })
  if (current.data && current.data.expires_in > renewBefore) return take(current.data)
  // Whoever leaves the page meanwhile must still get the new tokens: the old ones are good no more.
  const renewed = await server.POST('/auth/v1/session/refresh', { body: {}, signal, keepalive: true })
  if (renewed.data) return take(renewed.data)
  if (isRefusal(renewed.response.status)) return letGo()
  throw new Error('Nobody says whether they are still signed in.')
}

const alone = async (act: () => Promise<boolean>): Promise<boolean> => navigator.locks.request('salon.session', act)

export function renew(): Promise<boolean> {
  renewal ??= alone(renewInTurn).finally(() => (renewal = null))
  return renewal
}

export async function isSignedIn(): Promise<boolean> {
  if (isKnown && !customer.peek()) return false
  return Date.now() < isFreshUntil || renew()
}

function asCustomer(request: Request): Request {
  const own = new Request(request, { credentials: 'same-origin' })
  if (own.method !== 'GET') own.headers.set('X-CSRF-Token', csrf)
  return own
}

// Another tab may have signed in or out meanwhile; then it is sent once more as whoever is here now.
export async function send(request: Request): Promise<Response> {
  if (!(await isSignedIn())) return fetch(request)
  const again = request.clone()
  const reply = await fetch(asCustomer(request))
  if (reply.status !== 401 && !(await isForeign(reply))) return reply
  return (await renew()) ? fetch(asCustomer(again)) : fetch(again)
}

async function isForeign(reply: Response): Promise<boolean> {
  if (reply.status !== 403) return false
  const body = (await reply.clone().json().catch(() => ({}))) as { code?: string }
  return body.code === 'CSRF_INVALID'
}

export type Failure = Problem | 'staff'

export async function signIn(email: string, password: string): Promise<Failure | null> {
  const body = { email, password }
  const outcome = await ask((signal) => server.POST('/auth/v1/session', { body, signal }), { isChange: true })
  if ('problem' in outcome) return outcome.problem
  if (take(outcome.data)) return null
  await endSession(outcome.data.csrf_token)
  return 'staff'
}

export async function register(email: string, password: string): Promise<Failure | null> {
  const body = { email, password }
  const outcome = await ask((signal) => server.POST('/auth/v1/register', { body, signal }), { isChange: true })
  return 'problem' in outcome ? outcome.problem : signIn(email, password)
}

// False: the cookies may still be there.
async function endSession(token: string): Promise<boolean> {
  const headers = { 'X-CSRF-Token': token }
  const outcome = await ask((signal) => server.DELETE('/auth/v1/session', { headers, signal }), { isChange: true })
  return !('problem' in outcome) || isRefusal(outcome.problem.status)
}

// Without an access token the server would not end what the refresh token still is good for.
export async function signOut(): Promise<boolean> {
  const isStill = await renew().catch(() => null)
  if (isStill === null) return false
  return (!isStill || (await endSession(csrf))) && !letGo()
}

// What another tab does is done here too.
addEventListener('storage', (event) => {
  if (event.key !== 'salon.customer') return
  if (event.newValue !== null && !customer.peek()) void renew().catch(() => {})
  if (event.newValue === null && customer.peek()) letGo()
})
