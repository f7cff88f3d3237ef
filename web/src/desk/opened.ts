// The booking whose card is open, and what else is open over the screen.
import { computed, signal } from '@preact/signals'
import type { Booking } from './api'
import { bookings } from './day/book'

const opened = signal<Booking | null>(null)

// As it is now, where the book of the day knows better than what was clicked.
export const card = computed<Booking | null>(() => {
  const booking = opened.value
  const known = booking && bookings.value.get(booking.id)
  return known && known.version >= booking.version ? known : booking
})

export function openCard(booking: Booking): void {
  opened.value = booking
}

export function closeCard(): void {
  opened.value = null
}

// What a change from the card has made of it, also when it is of another day.
export function renewCard(booking: Booking): void {
  if (opened.peek()?.id === booking.id) opened.value = booking
}
