// The figures of a salon, and what is worked out from them to be drawn.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Summary = Schemas['Summary']
export type DayFigures = Schemas['SummaryDay']
export type Variant = Schemas['VariantFunnel']
export type Cell = Schemas['HourCell']

export const funnelSteps = ['lists_shown', 'held', 'confirmed', 'expired'] as const
export type FunnelStep = (typeof funnelSteps)[number]

// The widest bar is the longest list of any variant, so that variants can be compared.
export function barShare(value: number, variants: readonly Variant[]): number {
  const most = Math.max(1, ...variants.flatMap((one) => funnelSteps.map((step) => one[step])))
  return value / most
}

export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

export interface HeatMap {
  hours: number[]
  rows: { weekday: number; cells: (Cell | null)[] }[]
}

// The hours at which the salon is ever open, and a row for each weekday.
export function heatMapOf(cells: readonly Cell[]): HeatMap {
  const open = cells.filter((cell) => cell.open_minutes > 0 || cell.booked_minutes > 0)
  const known = open.map((cell) => cell.hour)
  const first = Math.min(...known)
  const hours = known.length ? Array.from({ length: Math.max(...known) - first + 1 }, (_, i) => first + i) : []
  const find = (weekday: number, hour: number) => open.find((cell) => cell.weekday === weekday && cell.hour === hour) ?? null
  const rows = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, cells: hours.map((hour) => find(weekday, hour)) }))
  return { hours, rows }
}

const shades = 5

// How dark a cell is: 0 for closed or empty, up to the darkest for full.
export function shadeOf(cell: Cell | null): number {
  const share = cell && shareOf(cell.booked_minutes, cell.open_minutes)
  if (!share) return 0
  return Math.min(shades, Math.max(1, Math.ceil(share * shades)))
}
