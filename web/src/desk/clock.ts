// The server's clock, as far as its replies have told: the device's own may be wrong.
import { computed, signal } from '@preact/signals'
import { place } from './places'

let ahead = 0
const tick = 5000

export const serverTime = (): number => Date.now() + ahead
export const now = signal(serverTime())
setInterval(() => (now.value = serverTime()), tick)

export function hearServer(serverNow: string): void {
  ahead = Date.parse(serverNow) - Date.now()
  now.value = serverTime()
}

// "2027-03-01T10:05:00", by the wall clock of a zone.
export function wallTime(instant: number, timezone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(instant).replace(' ', 'T')
}

export const wallNow = computed(() => (place.value ? wallTime(now.value, place.value.timezone) : ''))
export const today = computed(() => wallNow.value.slice(0, 10))
