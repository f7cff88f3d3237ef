import { beforeEach, describe, expect, it } from 'vitest'
import { addDays, formatCountdown, formatDay, formatMoney, formatTime, hasTwelveHours, initials, offsetMinutes, viewersTime, zoneName } from '../src/shared/format'
import { language } from '../src/shared/i18n'

const dubai = { region: 'AE', timezone: 'Asia/Dubai' }
const london = { region: 'GB', timezone: 'Europe/London' }
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/[\u200e\u200f\u061c]/g, '')

describe('times, days and money', () => {
  beforeEach(() => {
    language.value = 'en'
  })

  it('follow the salon in 12 or 24 hours, whatever the language', () => {
    expect(hasTwelveHours('AE')).toBe(true)
    expect(hasTwelveHours('GB')).toBe(false)
    expect(plain(formatTime('2027-03-01T13:30:00+04:00', dubai)).toLowerCase()).toBe('1:30 pm')
    expect(formatTime('2027-03-01T09:05:00+00:00', london)).toBe('09:05')
    language.value = 'ar'
    expect(plain(formatTime('2027-03-01T13:30:00+04:00', dubai))).toBe('1:30 م')
    expect(plain(formatTime('2027-03-01T13:30:00+00:00', london))).toBe('13:30')
  })

  it('are written in Latin digits and the Gregorian calendar in Arabic too', () => {
    language.value = 'ar'
    expect(formatDay('2027-03-01', dubai, 'full')).toMatch(/1 مارس/)
    expect(formatDay('2027-03-01', { region: 'SA', timezone: 'Asia/Riyadh' }, 'full')).toMatch(/1 مارس/)
    expect(formatMoney(18000, 'AED', 'AE')).toMatch(/180/)
  })

  it('show the wall clock that the server resolved, across a change of the clocks', () => {
    expect(formatTime('2027-03-28T00:30:00+00:00', london)).toBe('00:30')
    expect(formatTime('2027-03-28T02:30:00+01:00', london)).toBe('02:30')
  })

  it('divide money by what its currency is divided into', () => {
    expect(plain(formatMoney(22050, 'AED', 'AE'))).toBe('AED 220.50')
    expect(plain(formatMoney(22000, 'AED', 'AE'))).toBe('AED 220')
    expect(plain(formatMoney(1500, 'KWD', 'KW'))).toMatch(/1\.5/)
    expect(plain(formatMoney(3000, 'JPY', 'JP'))).toMatch(/3,000/)
  })

  it('tell the viewer their own time only where it differs', () => {
    const here = -new Date('2027-03-01T09:00:00Z').getTimezoneOffset()
    const same = new Date(Date.parse('2027-03-01T09:00:00Z') + here * 60_000).toISOString().slice(0, 19)
    const sign = here < 0 ? '-' : '+'
    const offset = `${sign}${String(Math.floor(Math.abs(here) / 60)).padStart(2, '0')}:${String(Math.abs(here) % 60).padStart(2, '0')}`
    expect(viewersTime('2027-03-01T09:00:00Z', `${same}${offset}`, london)).toBeNull()
    expect(viewersTime('2027-03-01T09:00:00Z', '2027-03-01T22:45:00+13:45', london)).not.toBeNull()
  })

  it('name the zone', () => {
    expect(zoneName(dubai, new Date('2027-03-01T09:00:00Z'))).toBe('Gulf Standard Time')
    expect(offsetMinutes('2027-03-01T09:00:00-03:30')).toBe(-210)
  })

  it('count down in minutes and seconds', () => {
    expect(formatCountdown(600)).toBe('10:00')
    expect(formatCountdown(59)).toBe('0:59')
    expect(formatCountdown(-1)).toBe('0:00')
  })

  it('stand for a person by first and last letter, in any alphabet', () => {
    expect(initials('Layla Haddad')).toBe('LH')
    expect(initials('Cher')).toBe('C')
    expect(initials('Ana María de la Cruz')).toBe('AC')
    expect(initials('ليلى حداد')).toBe('لح')
  })

  it('step over the end of a month', () => {
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01')
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
  })
})
