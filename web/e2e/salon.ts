// A small salon for one test, made through the API: nothing that another test does can be seen in it.
import { randomUUID } from 'node:crypto'
import { afterEach, inject } from 'vitest'
import { sql as query } from './program'

export const url = inject('url')
export const sql = (statement: string): Promise<string> => query(inject('data'), statement)

let token: Promise<string> | null = null

async function signIn(): Promise<string> {
  const reply = await fetch(`${url}/auth/v1/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(inject('admin')),
  })
  return ((await reply.json()) as { access_token: string }).access_token
}

export async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  token ??= signIn()
  const headers = { Authorization: `Bearer ${await token}`, 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' }
  const reply = await fetch(`${url}/admin/v1${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return reply
}

export const make = async (path: string, body: unknown) => (await (await ask('POST', path, body)).json()) as { id: string }

export const opened: string[] = []
afterEach(async () => {
  for (const location of opened.splice(0)) await ask('DELETE', `/locations/${location}`)
})

export interface Plan {
  from?: string
  to?: string
  timezone?: string
  fullDays?: number[] // days from today on which it is closed
  cancellation?: number
  hold?: number
  photo?: string
}

export interface SmallSalon {
  location: string
  service: string
  name: string
  date: (ahead: number) => string
  address: (more?: Record<string, string>) => string
}

// Two free times a day, 10:00 and 10:30, unless told otherwise.
export async function smallSalon(plan: Plan = {}): Promise<SmallSalon> {
  const timezone = plan.timezone ?? 'Asia/Dubai'
  const name = `Salon ${randomUUID().slice(0, 8)}`
  const { id: location } = await make('/locations', {
    name,
    timezone,
    address: '1 Quiet Street',
    horizon_days: 20,
    cancellation_window_minutes: plan.cancellation ?? 60,
    hold_minutes: plan.hold ?? 10,
    photo_url: plan.photo ?? '',
  })
  opened.push(location)
  await make('/stylists', { location_id: location, name: 'Layla Haddad' })
  const { id: service } = await make('/services', {
    location_id: location,
    name: 'Haircut',
    duration_minutes: 30,
    price_minor: 18000,
  })
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(new Date())
  const date = (ahead: number) => new Date(Date.parse(`${today}T00:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10)
  const always = { location_id: location, slot_granularity_minutes: 30 }
  await make('/availabilities', {
    ...always,
    rule_kind: 'WEEKLY',
    days_of_week: [1, 2, 3, 4, 5, 6, 7],
    start_time: plan.from ?? '10:00',
    end_time: plan.to ?? '11:00',
  })
  for (const ahead of [0, ...(plan.fullDays ?? [])]) {
    const closed = { rule_kind: 'EXCEPTION', valid_from: date(ahead), start_time: '00:00', end_time: '24:00', is_closed: true }
    await make('/availabilities', { ...always, ...closed })
  }
  await make('/slots/generate', { location_id: location, from: date(0), to: date(19) })
  const address = (more: Record<string, string> = {}) => `${url}/?${new URLSearchParams({ location, service, ...more })}`
  return { location, service, name, date, address }
}
