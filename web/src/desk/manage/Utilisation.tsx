// How full the hours of the week are. The map is a table; beside it the minutes themselves.
import { formatTime } from '../../shared/format'
import { type Column, Table } from '../parts'
import { type Cell, heatMapOf, shadeOf, shareOf } from './dashboard'
import { formatNumber, formatShare, weekdayName } from './figures'
import type { Location } from './store'
import { t } from './words'

const hourText = (hour: number, here: Location): string => formatTime(`2024-01-01T${String(hour).padStart(2, '0')}:00:00`, here)

const isOpen = (cell: Cell | null): cell is Cell => !!cell && cell.open_minutes > 0
const lookOf = (cell: Cell | null): string => (isOpen(cell) ? `shade-${shadeOf(cell)}` : 'heat-closed')

export function Utilisation({ cells, here }: { cells: Cell[]; here: Location }) {
  const map = heatMapOf(cells)
  if (map.hours.length === 0) return <p class="empty">{t('noUtilisation')}</p>
  return (
    <>
      <div class="heat-frame" role="region" aria-label={t('utilisation')} tabIndex={0}>
        <table class="heat">
          <caption class="vh">{t('utilisation')}</caption>
          <thead>
            <tr>
              <td />
              {map.hours.map((hour) => (
                <th key={hour} scope="col">
                  <bdi>{hourText(hour, here).replace(':00', '')}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.rows.map((row) => (
              <tr key={row.weekday}>
                <th scope="row">{weekdayName(row.weekday, here)}</th>
                {row.cells.map((cell, i) => (
                  <td key={map.hours[i]} class={`heat-cell ${lookOf(cell)}`} data-cell={`${row.weekday} ${map.hours[i]}`}>
                    {isOpen(cell) ? formatShare(shareOf(cell.booked_minutes, cell.open_minutes)) : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details class="as-table">
        <summary>{t('asTable')}</summary>
        <Table
          caption={t('hourByHour')}
          columns={columnsFor(here)}
          rows={cells}
          keyOf={(cell) => `${cell.weekday} ${cell.hour}`}
        />
      </details>
    </>
  )
}

const columnsFor = (here: Location): Column<Cell>[] => [
  { head: t('weekday'), cell: (cell) => weekdayName(cell.weekday, here) },
  { head: t('hour'), cell: (cell) => <bdi>{hourText(cell.hour, here)}</bdi> },
  { head: t('openMinutes'), cell: (cell) => formatNumber(cell.open_minutes), isNumber: true },
  { head: t('bookedMinutes'), cell: (cell) => formatNumber(cell.booked_minutes), isNumber: true },
  { head: t('share'), cell: (cell) => formatShare(shareOf(cell.booked_minutes, cell.open_minutes)), isNumber: true },
]
