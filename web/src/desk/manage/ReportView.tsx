// What making the times did, or would do: in a sentence and day by day.
import { formatDay, type Place } from '../../shared/format'
import { type Column, Table } from '../parts'
import { formatNumber } from './figures'
import type { Report } from './store'
import { type Key, t } from './words'

type Day = Report['days'][number]
const parts = ['created', 'updated', 'blocked', 'removed'] as const
type Part = (typeof parts)[number]
const sums: Record<Part, Key> = { created: 'sumCreated', updated: 'sumUpdated', blocked: 'sumBlocked', removed: 'sumRemoved' }
const heads: Record<Part, Key> = {
  created: 'headCreated',
  updated: 'headUpdated',
  blocked: 'headBlocked',
  removed: 'headRemoved',
}

export function Sums({ report }: { report: Report }) {
  const changed = parts.filter((part) => report[part] > 0)
  if (changed.length === 0) return <p class="report-none">{t('nothingChanges')}</p>
  return (
    <ul class="sums">
      {changed.map((part) => (
        <li key={part} class={`sum sum-${part}`}>
          <strong>{formatNumber(report[part])}</strong> {t(sums[part], { n: report[part] })}
        </li>
      ))}
    </ul>
  )
}

export function DaysTable({ report, place }: { report: Report; place: Place }) {
  const shown = parts.filter((part) => report[part] > 0)
  const number = (part: Part): Column<Day> => ({
    head: t(heads[part]),
    cell: (day) => (day[part] ? formatNumber(day[part]) : '–'),
    isNumber: true,
  })
  const columns: Column<Day>[] = [
    { head: t('day'), cell: (day) => <bdi>{formatDay(day.date, place, 'short')}</bdi> },
    ...shown.map(number),
  ]
  if (report.days.length === 0) return null
  return <Table caption={t('dayByDay')} columns={columns} rows={report.days} keyOf={(day) => day.date} />
}
