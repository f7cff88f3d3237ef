// What the desk does to a booking. Each is one intent with one key, tried again as the same one until there is an answer.
import { signal } from '@preact/signals'
import { type Attendance, type Booking, change, client, type Outcome } from './api'
import { bookings, moving, take } from './day/book'

type Patch = { status: 'cancelled'; reason?: string } | { slot_id: string } | { attendance: Attendance } | { notes: string | null }

// Where a booking can be moved to.
export interface Place {
  id: string // the slot's
  stylist_id: string | null
  start_at: string
  end_at: string
  local_start: string
  local_end: string
}

export const placeOf = (booking: Booking): Place => ({ ...booking, id: booking.slot_id })

// For lists that are not the book of the day.
export const lastChanged = signal<Booking | null>(null)

function keep(booking: Booking): void {
  take(booking)
  lastChanged.value = booking
}

async function send(booking: Booking, body: Patch, ifVersion: boolean): Promise<Outcome<Booking>> {
  const { id, version } = booking
  const outcome = await change(`patch ${id} ${version} ${JSON.stringify(body)}`, (key, signal) =>
    client.PATCH('/admin/v1/bookings/{id}', {
      params: { path: { id }, header: { 'Idempotency-Key': key, ...(ifVersion ? { 'If-Match': `"v${version}"` } : {}) } },
      body,
      signal,
    }),
  )
  if ('data' in outcome) keep(outcome.data)
  return outcome
}

const known = (booking: Booking): Booking => bookings.peek().get(booking.id) ?? booking
const underWay = new Map<string, Promise<unknown>>()

// One change of a booking after the other: each begins with what the one before has made of it, or the hand would be
// quicker than the answer and be told that somebody else was.
function patch(booking: Booking, body: Patch, ifVersion: boolean): Promise<Outcome<Booking>> {
  const { id } = booking
  const mine = Promise.resolve(underWay.get(id)).then(() => send(known(booking), body, ifVersion))
  underWay.set(id, mine)
  void mine.then(() => underWay.get(id) === mine && underWay.delete(id))
  return mine
}

// It stands in its new place at once, and in the old one again when the server says no.
export async function move(booking: Booking, to: Place): Promise<Outcome<Booking>> {
  const current = known(booking)
  const { id: slot_id, stylist_id, start_at, end_at, local_start, local_end } = to
  const moved = { ...current, slot_id, stylist_id, start_at, end_at, local_start, local_end }
  moving.value = new Map(moving.peek()).set(booking.id, moved)
  const outcome = await patch(booking, { slot_id }, true)
  const left = new Map(moving.peek())
  left.delete(booking.id)
  moving.value = left
  return outcome
}

export const isMoving = (id: string): boolean => moving.peek().has(id)

export const cancel = (booking: Booking, reason: string): Promise<Outcome<Booking>> =>
  patch(booking, { status: 'cancelled', ...(reason.trim() ? { reason: reason.trim() } : {}) }, false)

export const noteAttendance = (booking: Booking, attendance: Attendance): Promise<Outcome<Booking>> =>
  patch(booking, { attendance }, false)

export const rewriteNotes = (booking: Booking, notes: string): Promise<Outcome<Booking>> =>
  patch(booking, { notes: notes.trim() || null }, true)

export interface WalkIn {
  slot_id: string
  customer_name: string
  customer_phone?: string
  notes?: string
}

export async function bookWalkIn(wish: WalkIn): Promise<Outcome<Booking>> {
  const body = { ...wish, confirm: true }
  const outcome = await change(`book ${JSON.stringify(body)}`, (key, signal) =>
    client.POST('/admin/v1/bookings', { params: { header: { 'Idempotency-Key': key } }, body, signal }),
  )
  if ('data' in outcome) keep(outcome.data)
  return outcome
}

