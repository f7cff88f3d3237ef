// Days, weekdays and numbers as the management writes them.
import { addDays, formatDay, formatTime, type Place } from '../../shared/format'
import { language } from '../../shared/words'
import { serverTime } from '../time'

const numbers = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(`${language.value}-u-nu-latn`, options)

export const formatNumber = (value: number): string => numbers({}).format(value)
export const formatShare = (share: number | null): string =>
  share === null ? '–' : numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share)

const aMonday = '2024-01-01'
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

export const weekdayName = (day: number, place: Place): string => formatDay(addDays(aMonday, day - 1), place, 'weekday')

// Monday to Friday as a span, Monday and Wednesday one by one.
export function spansOf(days: readonly number[]): [number, number][] {
  const spans: [number, number][] = []
  for (const day of [...days].sort()) {
    const last = spans.at(-1)
    if (last && last[1] === day - 1) last[1] = day
    else spans.push([day, day])
  }
  return spans
}

export const formatWallTime = (time: string, place: Place): string => formatTime(`${aMonday}T${time.slice(0, 5)}:00`, place)

export const todayAt = (timezone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(serverTime())

// The instant of a day's beginning by the salon's clock: what its wall shows at that moment of UTC tells how far it is off.
export function dayStart(date: string, timezone: string): string {
  const utc = Date.parse(`${date}T00:00:00Z`)
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  const wallAt = (instant: number) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`)
  const near = utc - (wallAt(utc) - utc)
  return new Date(near - (wallAt(near) - utc)).toISOString()
}

export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

// A price as it is typed, "180.50", and as it is kept, 18050. What is no price stays NaN, for the server to point at.
export const priceText = (minor: number, currency: string): string => {
  const digits = minorDigits(currency)
  return minor % 10 ** digits ? (minor / 10 ** digits).toFixed(digits) : String(minor / 10 ** digits)
}
export const priceMinor = (text: string, currency: string): number =>
  Math.round(Number(text.trim().replace(',', '.')) * 10 ** minorDigits(currency))
