// A visit in the hand, or under the keys: which times it can be put on, and the one it would go to now.
import { computed, signal } from '@preact/signals'
import type { Booking, SlotInstance } from '../api'
import { services } from '../catalog'
import { date, slots, visits } from './book'
import { busyWith, columnOf, columns } from './columns'
import { moveVisit } from './moves'
import { beside, busyOf, meetAny, nearest, type Stretch, stretchOf } from './plan'

export interface Target extends Stretch {
  slot: SlotInstance
}

interface Lift {
  booking: Booking
  targets: Target[][] // by column
  column: number
  at: Target | null // null: nowhere it can be put
}

export const lift = signal<Lift | null>(null)
export const liftedId = computed(() => lift.value?.booking.id ?? null)

const isOnSale = (slot: SlotInstance, booking: Booking): boolean =>
  slot.service_id === booking.service_id && (slot.status !== 'blocked' || slot.id === booking.slot_id)

export function pickUp(booking: Booking): void {
  const targets: Target[][] = columns.peek().map(() => [])
  for (const slot of slots.peek()) {
    const column = columnOf(slot.stylist_id)
    if (column >= 0 && isOnSale(slot, booking)) targets[column]!.push({ ...stretchOf(date.peek(), slot), slot })
  }
  const column = Math.max(0, columnOf(booking.stylist_id))
  const at = targets[column]!.find((one) => one.slot.id === booking.slot_id) ?? null
  lift.value = { booking, targets, column, at }
}

export function hover(column: number, from: number): void {
  const now = lift.peek()
  if (!now) return
  const at = nearest(now.targets[column] ?? [], from)
  if (column !== now.column || at !== now.at) lift.value = { ...now, column, at }
}

export function stepInTime(step: 1 | -1): void {
  const now = lift.peek()
  if (!now) return
  const from = now.at?.from ?? stretchOf(date.peek(), now.booking).from
  const at = beside(now.targets[now.column]!, from, step)
  if (at) lift.value = { ...now, at }
}

// Over columns in which it cannot be put.
export function stepAside(step: 1 | -1): void {
  const now = lift.peek()
  if (!now) return
  const from = now.at?.from ?? stretchOf(date.peek(), now.booking).from
  for (let column = now.column + step; column >= 0 && column < now.targets.length; column += step) {
    const at = nearest(now.targets[column]!, from)
    if (at) {
      lift.value = { ...now, column, at }
      return
    }
  }
}

// As far as the desk knows; whether it is so, the server decides.
export function looksTaken(booking: Booking, target: Target): boolean {
  const { slot } = target
  if (slot.id === booking.slot_id) return false
  if (slot.status === 'full') return true
  const own = busyOf(services.peek().get(slot.service_id), target)
  return meetAny(own, busyWith(slot.stylist_id, date.peek(), visits.peek(), booking.id))
}

export function letGo(): void {
  lift.value = null
}

export function drop(): void {
  const now = lift.peek()
  letGo()
  if (now?.at) void moveVisit(now.booking, now.at.slot)
}
