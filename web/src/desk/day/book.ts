// The book of a day: who comes when, and what is on sale. What is being moved shows where it will be before the server has
// said so; an older version of a booking never replaces a newer one.
import { batch, computed, signal } from '@preact/signals'
import { all, ask, type Booking, client, explain, type Outcome, type SlotInstance } from '../api'
import { loadCatalog } from '../catalog'
import { today } from '../clock'
import { place } from '../places'
import { questions } from '../router'
import { role } from '../session'
import { hearServer } from '../time'

export const date = computed(() => questions.value.get('date') ?? today.value)
export const bookings = signal<ReadonlyMap<string, Booking>>(new Map())
export const slots = signal<readonly SlotInstance[]>([])
export const loadedFor = signal<string | null>(null) // the salon and the date that is in the book
export const bookProblem = signal<string | null>(null)
export const moving = signal<ReadonlyMap<string, Booking>>(new Map())

const isLive = (one: Booking): boolean => one.status === 'held' || one.status === 'confirmed'
const isOfDay = (one: Booking): boolean => one.local_start.slice(0, 10) === date.peek()

export const visits = computed<Booking[]>(() => {
  const shown = [...bookings.value.values()].map((one) => moving.value.get(one.id) ?? one)
  return shown.filter((one) => isLive(one) && one.local_start.slice(0, 10) === date.value)
})

export const keyOf = (location: string, day: string): string => `${location} ${day}`

export function listDay(location: string, day: string, signal?: AbortSignal): Promise<Outcome<Booking[]>> {
  const query = { location_id: location, from: day, to: day, limit: 200 }
  return all((cursor, limit) => client.GET('/admin/v1/bookings', { params: { query: { ...query, cursor } }, signal: limit }), signal)
}

type Slots = Outcome<{ items: SlotInstance[] }>

export function listSlots(location: string, day: string, service?: string, signal?: AbortSignal): Promise<Slots> {
  const query = { location_id: location, date: day, service_id: service }
  return ask((limit) => client.GET('/admin/v1/slots', { params: { query }, signal: limit }), { signal })
}

let reading: { key: string; controller: AbortController; isOld: boolean } | null = null

// All of it, from the beginning: when another day is opened, and after a cut. What is being read already is read to its end
// first, and then once more: something may have happened since it was asked for.
export async function loadDay(): Promise<void> {
  const at = place.peek()
  const day = date.peek()
  if (!at || !day) return
  const key = keyOf(at.id, day)
  if (reading?.key === key) {
    reading.isOld = true
    return
  }
  reading?.controller.abort()
  const mine = { key, controller: new AbortController(), isOld: false }
  reading = mine
  bookProblem.value = null
  const { signal } = mine.controller
  if (role.peek() === 'stylist') await loadOwnDay(at.id, day, signal)
  else await loadWholeDay(at.id, day, signal)
  if (reading !== mine) return
  reading = null
  if (mine.isOld) await loadDay()
}

async function loadWholeDay(location: string, day: string, signal: AbortSignal): Promise<void> {
  const [problem, listed, onSale] = await Promise.all([
    loadCatalog(location, signal),
    listDay(location, day, signal),
    listSlots(location, day, undefined, signal),
  ])
  if (signal.aborted) return
  if (problem) return fail(explain(problem))
  if ('problem' in listed) return fail(explain(listed.problem))
  if ('problem' in onSale) return fail(explain(onSale.problem))
  takeDay(keyOf(location, day), listed.data, onSale.data.items)
}

async function loadOwnDay(location: string, day: string, signal: AbortSignal): Promise<void> {
  const [problem, own] = await Promise.all([
    loadCatalog(location, signal),
    ask((limit) => client.GET('/v1/stylist/day', { params: { query: { date: day } }, signal: limit }), { signal }),
  ])
  if (signal.aborted) return
  if (problem) return fail(explain(problem))
  if ('problem' in own) return fail(explain(own.problem))
  hearServer(Date.parse(own.data.server_now))
  takeDay(keyOf(location, day), own.data.bookings, [])
}

function fail(words: string): void {
  bookProblem.value = words
}

function takeDay(key: string, listed: Booking[], onSale: SlotInstance[]): void {
  if (listed[0]) hearServer(Date.parse(listed[0].server_now))
  const known = loadedFor.peek() === key ? bookings.peek() : new Map<string, Booking>()
  batch(() => {
    bookings.value = new Map(listed.map((one) => [one.id, newer(known.get(one.id), one)]))
    slots.value = onSale
    loadedFor.value = key
  })
}

const newer = (known: Booking | undefined, told: Booking): Booking => (known && known.version > told.version ? known : told)

export function take(booking: Booking): void {
  const known = bookings.peek().get(booking.id)
  const next = newer(known, booking)
  if (next === known || (!known && !isOfDay(booking))) return
  bookings.value = new Map(bookings.peek()).set(booking.id, next)
}

// One that something happened to.
export async function refresh(id: string): Promise<void> {
  const outcome = await ask((signal) => client.GET('/admin/v1/bookings/{id}', { params: { path: { id } }, signal }))
  if ('problem' in outcome) return
  hearServer(Date.parse(outcome.data.server_now))
  take(outcome.data)
}

export async function reloadSlots(): Promise<void> {
  const at = place.peek()
  const day = date.peek()
  if (!at || role.peek() === 'stylist') return
  const outcome = await listSlots(at.id, day)
  if ('data' in outcome && loadedFor.peek() === keyOf(at.id, day)) slots.value = outcome.data.items
}
