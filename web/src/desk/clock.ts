// What the salon's clock on the wall says.
import { computed } from '@preact/signals'
import { place } from './places'
import { now } from './time'

// "2027-03-01T10:05:00", by the wall clock of a zone.
export function wallTime(instant: number, timezone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(instant).replace(' ', 'T')
}

export const wallNow = computed(() => (place.value ? wallTime(now.value, place.value.timezone) : ''))
export const today = computed(() => wallNow.value.slice(0, 10))
