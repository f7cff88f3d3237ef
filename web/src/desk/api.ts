// The desk's way to the server: by the cookie of whoever is signed in. A session that ended meanwhile is renewed once and
// the question put again; what is refused is told in the reader's words, by its code.
import createClient from 'openapi-fetch'
import type { components, paths } from '../api/schema'
import { ask, change, type Outcome, type Problem, type Reply } from '../shared/asking'
import { csrfToken, renew } from './session'
import { hearDate } from './time'
import { type Key, t } from './words'

export { ask, change, type Outcome, type Problem, type Reply }

type Schemas = components['schemas']
export type Location = Schemas['Location']
export type Service = Schemas['Service']
export type Stylist = Schemas['StylistOffer']
export type Booking = Schemas['Booking']
export type Attendance = Booking['attendance']
export type SlotInstance = Schemas['SlotInstance']
export type Page<T> = { items: T[]; next_cursor: string | null }

const isChange = (request: Request): boolean => request.method !== 'GET'

async function send(request: Request): Promise<Response> {
  const again = request.clone()
  if (isChange(request)) request.headers.set('X-CSRF-Token', csrfToken())
  const reply = await fetch(request)
  if (request.url.includes('/admin/')) hearDate(reply.headers.get('Date'))
  const isForeign = reply.status === 403 && (await codeOf(reply)) === 'CSRF_INVALID'
  if (reply.status !== 401 && !isForeign) return reply
  if (!(await renew())) return reply
  if (isChange(again)) again.headers.set('X-CSRF-Token', csrfToken())
  return fetch(again)
}

async function codeOf(reply: Response): Promise<string | undefined> {
  try {
    return ((await reply.clone().json()) as { code?: string }).code
  } catch {
    return undefined
  }
}

export const client = createClient<paths>({ baseUrl: '/', fetch: send })

// Every page of a list. A problem in the middle is the problem of all.
export async function all<T>(
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<Reply<Page<T>>>,
  signal?: AbortSignal,
): Promise<Outcome<T[]>> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const outcome = await ask((limit) => page(cursor, limit), { signal })
    if ('problem' in outcome) return outcome
    items.push(...outcome.data.items)
    cursor = outcome.data.next_cursor ?? undefined
  } while (cursor)
  return { data: items, isReplay: false }
}

export const explain = (problem: Problem): string => t(problem.code as Key) || t('failed')
