// A booked visit by its link, or without a token by the account whose it is. What identifies it stands behind the #, which
// no server and no log ever sees; opening the link only reads.
import { computed, effect, signal } from '@preact/signals'
import { ask, type Booking, change, client, type Outcome, type Problem, type Reply } from '../shared/api'
import { t } from '../shared/i18n'
import { announce } from '../shared/live'
import { choice, isPicking, refresh } from './catalog'
import { isAtVisits, readVisitsAddress } from './customer'
import { holdingSlot, notice, showNotice, withToken } from './hold'

interface Link {
  id: string
  token: string | null
}

export type Step = 'view' | 'move' | 'cancel'

export const link = signal<Link | null>(readLink())
export const visit = signal<Booking | null>(null)
export const visitProblem = signal<Problem | null>(null)
export const step = signal<Step>('view')
effect(() => {
  isPicking.value = (!link.value && !isAtVisits.value) || step.value === 'move'
})
export const isChanging = signal(false)
export const changed = signal<'moved' | null>(null)

function readLink(): Link | null {
  const found = /^#visit\/([0-9a-f-]{36})(?:\/([\w-]+))?$/i.exec(location.hash)
  return found ? { id: found[1]!, token: found[2] ?? null } : null
}

addEventListener('hashchange', () => {
  link.value = readLink()
  readVisitsAddress()
  void openVisit()
})

export async function openVisit(): Promise<void> {
  visit.value = null
  visitProblem.value = null
  step.value = 'view'
  changed.value = null
  if (!link.peek()) return
  const { id, token } = link.peek()!
  const outcome = await ask((signal) =>
    client.GET('/v1/bookings/{id}', { params: { path: { id } }, headers: withToken(token), signal }),
  )
  if ('problem' in outcome) visitProblem.value = outcome.problem
  else takeVisit(outcome.data)
}

function takeVisit(booking: Booking): void {
  visit.value = booking
  choice.value = { location: booking.location_id, service: booking.service_id, stylist: null, date: null }
}

export function leaveVisit(): void {
  history.pushState(null, '', location.pathname)
  link.value = null
  isAtVisits.value = false
  visit.value = null
  choice.value = { ...choice.peek(), service: null, stylist: null, date: null }
}

export const startsIn = computed(() => {
  const booking = visit.value
  return booking ? Date.parse(booking.start_at) - Date.parse(booking.server_now) : 0
})

export function startMove(): void {
  const booking = visit.peek()!
  choice.value = { ...choice.peek(), stylist: booking.stylist_id, date: booking.local_start.slice(0, 10) }
  notice.value = null
  step.value = 'move'
}

interface Addressed {
  path: { id: string }
  header: { 'Idempotency-Key': string }
}

type Send = (params: Addressed, headers: Record<string, string>, signal: AbortSignal) => Promise<Reply<Booking>>

function send(intent: string, how: Send): Promise<Outcome<Booking>> {
  const { id, token } = link.peek()!
  return change(`${intent} ${id}`, (key, signal) =>
    how({ path: { id }, header: { 'Idempotency-Key': key } }, withToken(token), signal),
  )
}

export async function moveTo(slotId: string): Promise<void> {
  if (holdingSlot.peek()) return
  holdingSlot.value = slotId
  notice.value = null
  const outcome = await send(`move ${slotId}`, (params, headers, signal) =>
    client.POST('/v1/bookings/{id}/reschedule', { params, headers, body: { slot_id: slotId }, signal }),
  )
  holdingSlot.value = null
  if ('problem' in outcome) return refused(outcome.problem)
  takeVisit(outcome.data)
  step.value = 'view'
  changed.value = 'moved'
  announce(t('moved'))
}

export async function cancelVisit(): Promise<void> {
  if (isChanging.peek()) return
  isChanging.value = true
  const outcome = await send('cancel', (params, headers, signal) =>
    client.POST('/v1/bookings/{id}/cancel', { params, headers, body: {}, signal }),
  )
  isChanging.value = false
  step.value = 'view'
  if ('problem' in outcome) return refused(outcome.problem)
  takeVisit(outcome.data)
  announce(t('cancelled'))
}

async function refused(problem: Problem): Promise<void> {
  if (problem.code === 'CANCELLATION_WINDOW' || problem.code === 'BOOKING_CANCELLED') return openVisit()
  showNotice(problem)
  if (step.peek() === 'move') await refresh()
}

// As a file, because the entry is only told to those who prove that the visit is theirs, which a link cannot.
export async function saveCalendarEntry(id: string, token: string | null): Promise<void> {
  const outcome = await ask((signal) =>
    client.GET('/v1/bookings/{id}/calendar.ics', {
      params: { path: { id } },
      headers: withToken(token),
      parseAs: 'text',
      signal,
    }),
  )
  if ('problem' in outcome) return showNotice(outcome.problem)
  const address = URL.createObjectURL(new Blob([String(outcome.data)], { type: 'text/calendar' }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = 'visit.ics'
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
