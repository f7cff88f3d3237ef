// The server's clock, as far as its replies have told: the device's own may be wrong.
import { signal } from '@preact/signals'

let ahead = 0
const tick = 5000
const coarse = 2000 // ms: a reply's date has whole seconds, and may have been on its way for one

export const serverTime = (): number => Date.now() + ahead
export const now = signal(serverTime())
setInterval(() => (now.value = serverTime()), tick)

export function hearServer(instant: number): void {
  if (Number.isNaN(instant)) return
  ahead = instant - Date.now()
  now.value = serverTime()
}

export function hearDate(date: string | null): void {
  const instant = Date.parse(date ?? '')
  if (Math.abs(instant - serverTime()) > coarse) hearServer(instant)
}
