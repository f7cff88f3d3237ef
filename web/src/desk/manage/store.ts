// What the management screens keep: rules, services, stylists, salons and accounts are listed, read, saved and removed in
// one manner, and their paths differ in nothing but a name.
import type { components } from '../../api/schema'
import { all, ask, change, client, type Outcome, type Page, type Reply } from '../api'

type Schemas = components['schemas']
export type Rule = Schemas['Availability']
export type Service = Schemas['Service']
export type Stylist = Schemas['Stylist']
export type Location = Schemas['Location']
export type Account = Schemas['Account']
export type Report = Schemas['GenerationReport']
export type Job = Schemas['Job']

export interface Rows {
  availabilities: Rule
  services: Service
  stylists: Stylist
  locations: Location
  staff: Account
}
export type Kind = keyof Rows
export type Body = Record<string, unknown>
type Query = Record<string, string | number | undefined>

interface Sending {
  params?: { query?: Query; header?: Record<string, string> }
  body?: unknown
  signal?: AbortSignal
}
type Verb = <T>(path: string, sending: Sending) => Promise<Reply<T>>
const server = client as unknown as Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Verb>

const admin = (path: string): string => `/admin/v1/${path}`
// Who changes what somebody else has changed meanwhile is told so (412).
export const asSeen = (row: { version: number }) => ({ 'If-Match': `"v${row.version}"` })

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Outcome<T>> =>
  ask((limit) => server.GET<T>(path, { params: { query }, signal: limit }), { signal })

export const list = <K extends Kind>(kind: K, query: Query = {}, signal?: AbortSignal): Promise<Outcome<Rows[K][]>> =>
  all(
    (cursor, limit) =>
      server.GET<Page<Rows[K]>>(admin(kind), { params: { query: { limit: 200, ...query, cursor } }, signal: limit }),
    signal,
  )

export const read = <K extends Kind>(kind: K, id: string): Promise<Outcome<Rows[K]>> => get(admin(`${kind}/${id}`))

export const post = <T>(path: string, body: Body, header: Record<string, string> = {}): Promise<Outcome<T>> =>
  change(`${path} ${JSON.stringify(body)}`, (key, signal) =>
    server.POST<T>(path, { params: { header: { 'Idempotency-Key': key, ...header } }, body, signal }),
  )

export const patch = <T>(path: string, body: Body, header: Record<string, string> = {}): Promise<Outcome<T>> =>
  change(`${path} ${JSON.stringify([body, header])}`, (key, signal) =>
    server.PATCH<T>(path, { params: { header: { 'Idempotency-Key': key, ...header } }, body, signal }),
  )

// A new one, or the one that was read.
export const save = <K extends Kind>(kind: K, row: Rows[K] | null, body: Body): Promise<Outcome<Rows[K]>> =>
  row ? patch(admin(`${kind}/${row.id}`), body, asSeen(row)) : post(admin(kind), body)

export const remove = (kind: Kind, row: { id: string; version: number }): Promise<Outcome<{ outcome: string } | undefined>> =>
  change(`remove ${kind} ${row.id} ${row.version}`, (key, signal) =>
    server.DELETE(admin(`${kind}/${row.id}`), { params: { header: { 'Idempotency-Key': key, ...asSeen(row) } }, signal }),
  )
