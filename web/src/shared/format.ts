// How instants, days and money are written: by the reader's language and the salon's country. Wall times come resolved
// from the server ("2027-03-01T10:00:00+04:00"): the device's own zone and zone database have no say in them.
import { language } from './words'

export interface Place {
  region: string
  timezone: string
}

const localeOf = (region: string) => `${language.value}-${region}-u-nu-latn-ca-gregory`

// Making one takes a phone milliseconds; using it again takes nothing.
function kept<Options, Format>(make: new (locale: string, options: Options) => Format) {
  const formats = new Map<string, Format>()
  return (locale: string, options: Options): Format => {
    const key = locale + JSON.stringify(options)
    const format = formats.get(key) ?? new make(locale, options)
    formats.set(key, format)
    return format
  }
}

const dateFormat = kept<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat)
const numberFormat = kept<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat)

// The wall clock's reading, as if it were UTC's.
export const wallClock = (local: string): Date => new Date(`${local.slice(0, 19)}Z`)

export function offsetMinutes(local: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(local) ?? []
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0
}

// 12 or 24 hours is the salon's custom, whatever the language.
export function hasTwelveHours(region: string): boolean {
  return dateFormat(`en-${region}`, { hour: 'numeric' }).resolvedOptions().hour12 ?? false
}

function timeOf(date: Date, region: string, timeZone?: string): string {
  const hour12 = hasTwelveHours(region)
  const hour = hour12 ? 'numeric' : '2-digit'
  return dateFormat(localeOf(region), { hour, minute: '2-digit', hour12, timeZone }).format(date)
}

export const formatTime = (local: string, place: Place): string => timeOf(wallClock(local), place.region, 'UTC')

type DayStyle = 'full' | 'short' | 'dated' | 'weekday' | 'number' | 'month'

export function formatDay(date: string, place: Place, style: DayStyle): string {
  const options: Record<DayStyle, Intl.DateTimeFormatOptions> = {
    full: { weekday: 'long', day: 'numeric', month: 'long' },
    short: { weekday: 'short', day: 'numeric', month: 'short' },
    dated: { day: 'numeric', month: 'short', year: 'numeric' },
    weekday: { weekday: 'short' },
    number: { day: 'numeric' },
    month: { month: 'long', year: 'numeric' },
  }
  const region = style === 'full' || style === 'short' || style === 'dated' ? place.region : 'GB'
  return dateFormat(localeOf(region), { ...options[style], timeZone: 'UTC' }).format(wallClock(`${date}T00:00:00`))
}

// The same moment by the viewer's clock; null where it shows the same.
export function viewersTime(instant: string, local: string, place: Place): { day: string | null; time: string } | null {
  const date = new Date(instant)
  if (-date.getTimezoneOffset() === offsetMinutes(local)) return null
  const here = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
  const isOtherDay = here !== local.slice(0, 10)
  return { day: isOtherDay ? formatDay(here, place, 'short') : null, time: timeOf(date, place.region) }
}

export function zoneName(place: Place, at: Date): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: place.timezone, timeZoneName: 'long' }
  const parts = dateFormat(localeOf(place.region), options).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? place.timezone
}

export function formatMoney(minor: number, currency: string, region: string): string {
  const options: Intl.NumberFormatOptions & { trailingZeroDisplay: string } = {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  }
  const format = numberFormat(localeOf(region), options)
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

export function formatCountdown(seconds: number): string {
  const left = Math.max(0, seconds)
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}

export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .filter((_, i, words) => i === 0 || i === words.length - 1)
    .map((word) => Array.from(word)[0]!.toUpperCase())
    .join('')

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
