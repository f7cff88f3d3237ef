import { describe, expect, it } from 'vitest'
import { barShare, heatMapOf, shadeOf } from '../src/desk/manage/dashboard'
import { pointsAt } from '../src/desk/manage/editing'
import { dayStart, priceMinor, priceText, spansOf } from '../src/desk/manage/figures'
import { previewBody } from '../src/desk/manage/preview'
import { bodyOf, draftOf, idIn, previewDays } from '../src/desk/manage/rule'
import { serviceBody, serviceDraft } from '../src/desk/manage/service'
import type { Rule, Service } from '../src/desk/manage/store'

const rule: Rule = {
  id: '0198c5e2-7a10-7c3e-9b5d-0c2f5a1e4b01',
  location_id: '0198c5e2-7a10-7c3e-9b5d-0c2f5a1e4b02',
  stylist_id: null,
  service_id: null,
  rule_kind: 'WEEKLY',
  days_of_week: [1, 3],
  start_time: '09:00',
  end_time: '18:00',
  end_day_offset: 0,
  slot_capacity: 2,
  slot_granularity_minutes: 30,
  valid_from: null,
  valid_to: null,
  is_closed: false,
  version: 4,
}

describe('a rule', () => {
  it('is the same after it was opened and saved untouched', () => {
    const { id: _id, location_id: _location, version: _version, ...kept } = rule
    expect(bodyOf(draftOf(rule))).toEqual(kept)
    const closure: Rule = {
      ...rule,
      rule_kind: 'EXCEPTION',
      days_of_week: null,
      start_time: '00:00',
      end_time: '24:00',
      valid_from: '2027-03-01',
      valid_to: '2027-03-01',
      is_closed: true,
    }
    expect(bodyOf(draftOf(closure))).toMatchObject({
      days_of_week: null,
      start_time: '00:00',
      end_time: '24:00',
      valid_from: '2027-03-01',
      valid_to: '2027-03-01',
    })
  })

  it('of a single day ends on that day', () => {
    expect(bodyOf({ ...draftOf(null), kind: 'EXCEPTION', validFrom: '2027-03-01' })).toMatchObject({ valid_to: '2027-03-01' })
  })

  it('is previewed from today or its first day, four weeks at most', () => {
    const draft = draftOf(null)
    const ahead = { today: '2027-03-01', horizon: 60 }
    expect(previewDays(draft, ahead)).toEqual({ from: '2027-03-01', to: '2027-03-28' })
    expect(previewDays({ ...draft, validFrom: '2027-02-01', validTo: '2027-03-05' }, ahead)).toEqual({
      from: '2027-03-01',
      to: '2027-03-05',
    })
    expect(previewDays({ ...draft, kind: 'EXCEPTION', validFrom: '2027-04-09' }, ahead)).toEqual({
      from: '2027-04-09',
      to: '2027-04-09',
    })
  })

  it('is not previewed further than times are made, unless it begins there', () => {
    const ahead = { today: '2027-03-01', horizon: 10 }
    expect(previewDays(draftOf(null), ahead)).toEqual({ from: '2027-03-01', to: '2027-03-11' })
    expect(previewDays({ ...draftOf(null), validFrom: '2027-05-01' }, ahead)).toEqual({ from: '2027-05-01', to: '2027-05-28' })
  })

  it('is tried in the place of the one that is edited', () => {
    const asked = { location: rule.location_id, today: '2027-03-01', horizon: 60, instead: rule.id }
    expect(previewBody(draftOf(rule), asked)).toMatchObject({ dry_run: true, instead_of: rule.id, rule: { rule_kind: 'WEEKLY' } })
    expect(previewBody(draftOf(rule), { ...asked, isRemoved: true })).not.toHaveProperty('rule')
  })

  it('is named by the refusal of another', () => {
    expect(idIn(`This rule overlaps the rule ${rule.id}.`)).toBe(rule.id)
    expect(idIn('There is this rule already.')).toBeNull()
  })
})

it('days in a row are a span', () => {
  expect(spansOf([1, 2, 3, 5, 7, 6])).toEqual([
    [1, 3],
    [5, 7],
  ])
  expect(spansOf([])).toEqual([])
})

it('a day begins when the salon says so', () => {
  expect(dayStart('2027-03-01', 'Asia/Dubai')).toBe('2027-02-28T20:00:00.000Z')
  expect(dayStart('2027-07-01', 'Europe/London')).toBe('2027-06-30T23:00:00.000Z')
  expect(dayStart('2027-03-28', 'Europe/London')).toBe('2027-03-28T00:00:00.000Z')
  expect(dayStart('2027-03-14', 'America/New_York')).toBe('2027-03-14T05:00:00.000Z')
})

it('prices are typed in the currency and kept in its smallest unit', () => {
  expect(priceMinor('180.50', 'AED')).toBe(18050)
  expect(priceMinor('180,5', 'AED')).toBe(18050)
  expect(priceMinor('1.234', 'KWD')).toBe(1234)
  expect(priceMinor('900', 'JPY')).toBe(900)
  expect(priceMinor('much', 'AED')).toBeNaN()
  for (const [minor, currency] of [
    [18050, 'AED'],
    [18000, 'AED'],
    [1234, 'KWD'],
    [900, 'JPY'],
    [5, 'USD'],
  ] as const) {
    expect(priceMinor(priceText(minor, currency), currency)).toBe(minor)
  }
})

it('a service with parts lasts as long as they do together', () => {
  const draft = { ...serviceDraft(null, 'AED'), name: ' Colour ', duration: '30' }
  expect(serviceBody(draft, 'AED')).toMatchObject({ name: 'Colour', duration_minutes: 30, phases: null, price_minor: 0 })
  const phases = [
    { minutes: '20', isActive: true },
    { minutes: '30', isActive: false },
    { minutes: '15', isActive: true },
  ]
  expect(serviceBody({ ...draft, phases }, 'AED')).toMatchObject({
    duration_minutes: 65,
    phases: [
      { minutes: 20, active: true },
      { minutes: 30, active: false },
      { minutes: 15, active: true },
    ],
  })
  const plain = { phases: [{ minutes: 45, active: true }], duration_minutes: 45, price_minor: 0 } as Service
  expect(serviceBody(serviceDraft(plain, 'AED'), 'AED')).toMatchObject({ duration_minutes: 45, phases: null })
})

it('a problem points at a field, and at what lies within it', () => {
  const problem = { status: 422, code: 'VALIDATION_FAILED', pointers: ['/phases/0', '/name'], detail: '' }
  expect(pointsAt(problem, '/phases')).toBe(true)
  expect(pointsAt(problem, '/name')).toBe(true)
  expect(pointsAt(problem, '/phase')).toBe(false)
  expect(pointsAt(null, '/name')).toBe(false)
})

describe('the dashboard', () => {
  const cell = (weekday: number, hour: number, open_minutes: number, booked_minutes: number) => ({
    weekday,
    hour,
    open_minutes,
    booked_minutes,
  })

  it('shows the hours between the first and the last that is ever open', () => {
    const map = heatMapOf([cell(1, 10, 60, 30), cell(2, 12, 60, 0), cell(3, 23, 0, 0)])
    expect(map.hours).toEqual([10, 11, 12])
    expect(map.rows).toHaveLength(7)
    expect(map.rows[0]!.cells.map((one) => one?.booked_minutes ?? null)).toEqual([30, null, null])
    expect(heatMapOf([]).hours).toEqual([])
  })

  it('is darker the fuller an hour is', () => {
    expect([0, 1, 12, 13, 48, 60, 70].map((booked) => shadeOf(cell(1, 10, 60, booked)))).toEqual([0, 1, 1, 2, 4, 5, 5])
    expect(shadeOf(null)).toBe(0)
    expect(shadeOf(cell(1, 10, 0, 0))).toBe(0)
  })

  it('draws all bars to one measure', () => {
    const variants = [
      { variant: 'control' as const, lists_shown: 80, times_shown: 240, held: 40, confirmed: 20, expired: 5 },
      { variant: 'compact' as const, lists_shown: 160, times_shown: 480, held: 40, confirmed: 20, expired: 5 },
    ]
    expect(barShare(80, variants)).toBe(0.5)
    expect(barShare(160, variants)).toBe(1)
    expect(barShare(0, [])).toBe(0)
  })
})
