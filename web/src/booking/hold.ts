// A time on its way from tapped to booked. It lives through a reload: the tab remembers which booking it is, and the
// server says how it stands.
import { batch, computed, effect, signal } from '@preact/signals'
import { ask, type Booking, change, client, type Outcome, type Problem, type Slot } from '../shared/api'
import { Countdown } from '../shared/countdown'
import { focusOn } from '../shared/focus'
import { t } from '../shared/i18n'
import { announce } from '../shared/live'
import { forget, recall, remember } from '../shared/memory'
import { choice, refresh, slots } from './catalog'
import { customer, loadPart } from './customer'

export interface Held {
  booking: Booking
  token: string | null
  stage: 'held' | 'expired' | 'confirmed'
}

export interface Details {
  name: string
  phone: string
  notes: string
}

export type Notice = 'taken' | 'stale' | 'tooSoon' | 'holdLimit' | 'alreadyHeld' | 'failed' | 'unreachable' | 'reload'

export const held = signal<Held | null>(null)
export const countdown = signal<Countdown | null>(null)
export const holdingSlot = signal<string | null>(null)
export const isSending = signal(false)
export const notice = signal<Notice | null>(null)
export const wrongFields = signal<Partial<Record<keyof Details, 'missing' | 'invalid'>>>({})
export const details = signal<Details>(recall<Details>('salon.details') ?? { name: '', phone: '', notes: '' })
export const isUrgent = computed(() => {
  const left = countdown.value?.left.value ?? null
  return left !== null && left <= urgentSeconds
})

// It was about what was chosen before.
effect(() => {
  if (choice.value) notice.value = null
})

const urgentSeconds = 120
const holdName = 'salon.hold'

export function setDetails(change: Partial<Details>): void {
  details.value = { ...details.peek(), ...change }
  remember('salon.details', details.peek())
}

export const withToken = (token: string | null): Record<string, string> => (token ? { 'X-Booking-Token': token } : {})

function startCountdown(booking: Booking): void {
  countdown.peek()?.stop()
  let last = Infinity
  const said = (left: number) => {
    // Once on the way past two minutes, not again at each second after.
    if (last > urgentSeconds && left <= urgentSeconds && left > 0) announce(`${t('heldSoon')} ${t('heldSoonWhy')}`)
    last = left
    // A confirmation on its way may still have come in time: its reply says so.
    if (left === 0 && held.peek()?.stage === 'held' && !isSending.peek()) expire()
  }
  // The reply's clock is read before the hold is made, by another clock than the database's.
  const { server_now, created_at, hold_expires_at } = booking
  const now = Date.parse(server_now) > Date.parse(created_at) ? server_now : created_at
  countdown.value = hold_expires_at ? new Countdown(now, hold_expires_at, said) : null
}

function expire(): void {
  if (held.peek()) held.value = { ...held.peek()!, stage: 'expired' }
  announce(t('expired'))
}

function take(booking: Booking, token: string | null): void {
  const stages: Partial<Record<Booking['status'], Held['stage']>> = {
    held: 'held',
    expired: 'expired',
    confirmed: 'confirmed',
  }
  const stage = stages[booking.status]
  if (!stage) return letGo()
  batch(() => {
    held.value = { booking, token, stage }
    notice.value = null
    const isChosen = choice.peek().location === booking.location_id && choice.peek().service === booking.service_id
    const { location_id, service_id, local_start } = booking
    if (!isChosen) choice.value = { location: location_id, service: service_id, stylist: null, date: local_start.slice(0, 10) }
    remember(holdName, { id: booking.id, token })
    if (stage === 'held') startCountdown(booking)
    else stopCountdown()
  })
}

function stopCountdown(): void {
  countdown.peek()?.stop()
  countdown.value = null
}

function letGo(): void {
  batch(() => {
    held.value = null
    stopCountdown()
    wrongFields.value = {}
    forget(holdName)
  })
}

export const hasHold = (): boolean => recall(holdName) !== null

const readBooking = (id: string, token: string | null): Promise<Outcome<Booking>> =>
  ask((signal) =>
    client.GET('/v1/bookings/{id}', { params: { path: { id } }, headers: withToken(token), signal }),
  )

// After a reload, and when a sleeping device wakes up with its clocks behind.
export async function resume(): Promise<void> {
  const known = recall<{ id: string; token: string | null }>(holdName)
  if (!known || held.peek()?.stage === 'confirmed') return
  const outcome = await readBooking(known.id, known.token)
  if ('problem' in outcome) {
    if (outcome.problem.status === 404) letGo()
    return
  }
  take(outcome.data, known.token)
}

export function adopt(booking: Booking): void {
  take(booking, null)
}

const noticeOf = (problem: Problem): Notice => {
  const notices: Record<string, Notice> = {
    SLOT_FULL: 'taken',
    SLOT_BLOCKED: 'taken',
    STYLIST_BUSY: 'taken',
    SLOT_NOT_EXPOSED: 'stale',
    NOT_FOUND: 'stale',
    SLOT_TOO_SOON: 'tooSoon',
    HOLD_LIMIT: 'holdLimit',
    ALREADY_HELD: 'alreadyHeld',
    UNREACHABLE: 'unreachable',
    IDEMPOTENCY_KEY_REUSED: 'reload',
  }
  return notices[problem.code] ?? 'failed'
}

export function showNotice(problem: Problem): void {
  notice.value = noticeOf(problem)
  announce(t(notice.value))
}

export async function hold(slot: Pick<Slot, 'id'>): Promise<void> {
  if (holdingSlot.peek()) return
  batch(() => {
    holdingSlot.value = slot.id
    notice.value = null
  })
  const outcome = await change(`hold ${slot.id}`, (key, signal) =>
    client.POST('/v1/bookings', { params: { header: { 'Idempotency-Key': key } }, body: { slot_id: slot.id }, signal }),
  )
  if ('problem' in outcome) {
    letGo()
    showNotice(outcome.problem)
    await refresh()
    // What was tapped may be gone, and the focus with it.
    if (document.activeElement === document.body) focusOn('times')
  } else {
    await takeFresh(outcome.data, outcome.data.booking_token, outcome.isReplay)
  }
  holdingSlot.value = null
}

// A replay is what was true when it was first said, its clock included.
async function takeFresh(booking: Booking, token: string | null, isReplay: boolean): Promise<void> {
  // Here before it is asked for: then there may be no connection.
  void loadPart().catch(() => {})
  const again = isReplay ? await readBooking(booking.id, token) : null
  take(again && 'data' in again ? again.data : booking, token)
}

export const holdAgain = (): Promise<void> => hold({ id: held.peek()!.booking.slot_id })

export async function confirm(): Promise<void> {
  const current = held.peek()
  if (!current || isSending.peek()) return
  const { name, phone, notes } = details.peek()
  wrongFields.value = { ...(name.trim() ? {} : { name: 'missing' }), ...(phone.trim() ? {} : { phone: 'missing' }) }
  if (Object.keys(wrongFields.peek()).length) return
  isSending.value = true
  notice.value = null
  const email = customer.peek()?.email
  const more = { ...(email ? { customer_email: email } : {}), ...(notes.trim() ? { notes: notes.trim() } : {}) }
  const body = { customer_name: name.trim(), customer_phone: phone.trim(), ...more }
  const { id } = current.booking
  const outcome = await change(`confirm ${id} ${JSON.stringify(body)}`, (key, signal) =>
    client.POST('/v1/bookings/{id}/confirm', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      headers: withToken(current.token),
      body,
      signal,
    }),
  )
  isSending.value = false
  if ('data' in outcome) take(outcome.data, current.token)
  else refuse(outcome.problem)
}

function refuse(problem: Problem): void {
  const isPhone = problem.code === 'PHONE_INVALID' || problem.pointers.includes('/customer_phone')
  const isName = problem.pointers.includes('/customer_name')
  if (isPhone) wrongFields.value = { phone: 'invalid' }
  else if (isName) wrongFields.value = { name: 'missing' }
  else if (problem.code === 'HOLD_EXPIRED' || problem.code === 'BOOKING_CANCELLED') expire()
  else showNotice(problem)
  // Where no reply came it may be booked: only another tap can tell.
  const isOver = countdown.peek()?.left.peek() === 0 && problem.code !== 'UNREACHABLE'
  if (isOver && held.peek()?.stage === 'held') expire()
}

// The picker is there at once; its times are asked for when the held one is free again, and so among them.
export async function chooseAnother(): Promise<void> {
  const current = held.peek()
  letGo()
  slots.value = null
  focusOn('times')
  if (current?.stage === 'held') {
    const { id } = current.booking
    await change(`release ${id}`, (key, signal) =>
      client.POST('/v1/bookings/{id}/cancel', {
        params: { path: { id }, header: { 'Idempotency-Key': key } },
        headers: withToken(current.token),
        body: {},
        signal,
      }),
    )
  }
  await refresh()
}

export function startOver(): void {
  letGo()
  setDetails({ notes: '' })
  void refresh()
}

export const manageAddress = (booking: Booking, token: string): string =>
  `${location.origin}${location.pathname}#visit/${booking.id}/${token}`
