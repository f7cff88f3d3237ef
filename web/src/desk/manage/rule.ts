// A rule as it is typed, as it is kept, and as it is read out.
import { addDays, formatDay, type Place } from '../../shared/format'
import { numberOf, textOf } from './editing'
import { daysBetween, formatWallTime, spansOf, weekdayName, weekdays } from './figures'
import type { Body, Rule } from './store'
import { t } from './words'

export type RuleKind = Rule['rule_kind']
export const ruleKinds: readonly RuleKind[] = ['WEEKLY', 'DATE_RANGE', 'EXCEPTION']

export interface RuleDraft {
  kind: RuleKind
  isClosed: boolean
  stylist: string
  service: string
  days: number[]
  from: string
  to: string
  isAllDay: boolean
  endsNextDay: boolean
  capacity: string
  granularity: string
  validFrom: string
  validTo: string
}

const wholeDay = { from: '00:00', to: '24:00' }

export function draftOf(rule: Rule | null): RuleDraft {
  const isAllDay = rule?.start_time.slice(0, 5) === wholeDay.from && rule.end_time.slice(0, 5) === wholeDay.to
  return {
    kind: rule?.rule_kind ?? 'WEEKLY',
    isClosed: rule?.is_closed ?? false,
    stylist: rule?.stylist_id ?? '',
    service: rule?.service_id ?? '',
    days: rule ? [...(rule.days_of_week ?? weekdays)] : [1, 2, 3, 4, 5],
    from: isAllDay ? '09:00' : (rule?.start_time.slice(0, 5) ?? '09:00'),
    to: isAllDay ? '18:00' : (rule?.end_time.slice(0, 5) ?? '18:00'),
    isAllDay,
    endsNextDay: rule?.end_day_offset === 1,
    capacity: textOf(rule?.slot_capacity ?? 1),
    granularity: textOf(rule?.slot_granularity_minutes ?? 15),
    validFrom: rule?.valid_from ?? '',
    validTo: rule?.valid_to ?? '',
  }
}

export function bodyOf(draft: RuleDraft): Body {
  const times = draft.isAllDay ? wholeDay : draft
  const isEveryDay = draft.kind !== 'WEEKLY' && draft.days.length === weekdays.length
  const isOneDay = draft.kind === 'EXCEPTION' && draft.validTo === ''
  return {
    rule_kind: draft.kind,
    is_closed: draft.isClosed,
    stylist_id: draft.stylist || null,
    service_id: draft.service || null,
    days_of_week: isEveryDay ? null : [...draft.days].sort(),
    start_time: times.from,
    end_time: times.to,
    end_day_offset: draft.endsNextDay && !draft.isAllDay ? 1 : 0,
    slot_capacity: numberOf(draft.capacity) ?? 0,
    slot_granularity_minutes: numberOf(draft.granularity) ?? 0,
    valid_from: draft.validFrom || null,
    valid_to: (isOneDay ? draft.validFrom : draft.validTo) || null,
  }
}

const longestPreview = 28 // days, of the 31 that are told at once

export interface Ahead {
  today: string
  horizon: number // days ahead for which times are made
}

// The days worth looking at: from today or the rule's first day, four weeks at most, and as far as times are made. A rule
// that begins later than that is looked at on its own days all the same.
export function previewDays(draft: RuleDraft, { today, horizon }: Ahead): { from: string; to: string } {
  const from = draft.validFrom > today ? draft.validFrom : today
  const last = draft.kind === 'EXCEPTION' ? draft.validTo || draft.validFrom : draft.validTo
  const ends = [addDays(from, longestPreview - 1), addDays(today, horizon), last].filter((day) => day >= from)
  return { from, to: ends.sort()[0]! }
}

export function daysText(days: readonly number[] | null | undefined, place: Place): string {
  if (!days || days.length === weekdays.length) return t('everyDay')
  const spans = spansOf(days).map(([first, last]) => {
    if (first === last) return weekdayName(first, place)
    if (last === first + 1) return `${weekdayName(first, place)}${t('comma')}${weekdayName(last, place)}`
    return t('span', { from: weekdayName(first, place), to: weekdayName(last, place) })
  })
  return spans.join(t('comma'))
}

export function hoursText(rule: Rule, place: Place): string {
  if (rule.start_time.slice(0, 5) === wholeDay.from && rule.end_time.slice(0, 5) === wholeDay.to) return t('allDay')
  const span = { from: formatWallTime(rule.start_time, place), to: formatWallTime(rule.end_time, place) }
  return t(rule.end_day_offset ? 'spanNextDay' : 'span', span)
}

export function validText(rule: Rule, place: Place): string {
  const day = (date: string) => formatDay(date, place, 'short')
  const { valid_from: from, valid_to: to } = rule
  if (from && to) return daysBetween(from, to) ? t('span', { from: day(from), to: day(to) }) : day(from)
  if (from) return t('fromDay', { day: day(from) })
  return to ? t('untilDay', { day: day(to) }) : ''
}

// The refusal names the other rule by its id.
export const idIn = (text: string): string | null => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? null
