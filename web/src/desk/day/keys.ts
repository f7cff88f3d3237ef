// The day by keyboard. Arrows go from visit to visit; Space lifts the one in focus, and then the arrows move it.
import { signal } from '@preact/signals'
import { formatTime } from '../../shared/format'
import { announce } from '../../shared/live'
import type { Booking } from '../api'
import { isMoving } from '../changes'
import { place } from '../places'
import { t } from '../words'
import { date, slots, visits } from './book'
import { columnOf, columns } from './columns'
import { drop, letGo, lift, looksTaken, pickUp, stepAside, stepInTime } from './lift'
import { customerOf } from './moves'
import { stretchOf } from './plan'

export const focused = signal<string | null>(null) // the visit that Tab leads to

const startOf = (booking: Booking): number => stretchOf(date.peek(), booking).from

// In reading order: column by column, each by time.
export const inOrder = (some: readonly Booking[]): Booking[] =>
  [...some].sort((a, b) => columnOf(a.stylist_id) - columnOf(b.stylist_id) || startOf(a) - startOf(b) || a.id.localeCompare(b.id))

const reading = (): 1 | -1 => (document.documentElement.dir === 'rtl' ? -1 : 1)

export const canMove = (): boolean => slots.peek().length > 0

function tellPlace(): void {
  const now = lift.peek()
  if (!now?.at) return
  const time = formatTime(now.at.slot.local_start, place.peek()!)
  const who = columns.peek()[now.column]!.name
  announce(t(looksTaken(now.booking, now.at) ? 'overTaken' : 'over', { time, who }))
}

function whileLifted(key: string): boolean {
  if (key === 'ArrowUp') stepInTime(-1)
  else if (key === 'ArrowDown') stepInTime(1)
  else if (key === 'ArrowRight') stepAside(reading())
  else if (key === 'ArrowLeft') stepAside(reading() === 1 ? -1 : 1)
  else if (key === 'Escape') return putBack()
  else if (key === ' ' || key === 'Enter') return putDown()
  else return false
  tellPlace()
  return true
}

function putBack(): true {
  letGo()
  announce(t('putBack'))
  return true
}

function putDown(): true {
  drop()
  return true
}

function goTo(booking: Booking | undefined): boolean {
  if (!booking) return false
  focused.value = booking.id
  document.getElementById(`visit-${booking.id}`)?.focus()
  return true
}

function aside(booking: Booking, step: 1 | -1): Booking | undefined {
  const all = inOrder(visits.peek())
  const from = startOf(booking)
  for (let column = columnOf(booking.stylist_id) + step; column >= 0 && column < columns.peek().length; column += step) {
    const there = all.filter((one) => columnOf(one.stylist_id) === column)
    const near = there.sort((a, b) => Math.abs(startOf(a) - from) - Math.abs(startOf(b) - from))[0]
    if (near) return near
  }
  return undefined
}

function whileLooking(key: string, booking: Booking): boolean {
  const all = inOrder(visits.peek())
  const at = all.findIndex((one) => one.id === booking.id)
  if (key === 'ArrowDown') return goTo(all[at + 1])
  if (key === 'ArrowUp') return goTo(all[at - 1])
  if (key === 'ArrowRight') return goTo(aside(booking, reading()))
  if (key === 'ArrowLeft') return goTo(aside(booking, reading() === 1 ? -1 : 1))
  if (key === 'Home') return goTo(all[0])
  if (key === 'End') return goTo(all.at(-1))
  if (key !== ' ' || !canMove() || isMoving(booking.id)) return false
  pickUp(booking)
  announce(t('lifted', { name: customerOf(booking) }))
  return true
}

export function onVisitKey(event: KeyboardEvent, booking: Booking): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const isDone = lift.peek() ? whileLifted(event.key) : whileLooking(event.key, booking)
  if (isDone || event.key === ' ') event.preventDefault()
}
