// Day by day as a line for each figure. The drawing library comes only now, and the table says the same.
import { signal } from '@preact/signals'
import type uPlot from 'uplot'
import { useEffect, useRef } from 'preact/hooks'
import { formatDay } from '../../shared/format'
import { language } from '../../shared/words'
import { type Column, Failure, Table } from '../parts'
import { t as deskSays } from '../words'
import type { DayFigures } from './dashboard'
import { formatNumber } from './figures'
import type { Location } from './store'
import { type Key, t } from './words'

const series = [
  { part: 'held', label: 'headHeld', colour: '--sky', dash: [2, 4] },
  { part: 'confirmed', label: 'headConfirmed', colour: '--pine', dash: [] },
  { part: 'cancelled', label: 'headCancelled', colour: '--ink-2', dash: [8, 4] },
  { part: 'no_shows', label: 'headNoShows', colour: '--henna', dash: [5, 5] },
] as const
const height = 240

export function DaysChart({ days, here }: { days: DayFigures[]; here: Location }) {
  return (
    <>
      <ul class="keys" aria-hidden="true">
        {series.map((one) => (
          <li key={one.part} class={`key key-${one.part}`}>
            {t(one.label)}
          </li>
        ))}
      </ul>
      <Drawing days={days} here={here} />
      <details class="as-table">
        <summary>{t('asTable')}</summary>
        <Table caption={t('dayByDay')} columns={columnsFor(here)} rows={days} keyOf={(day) => day.date} />
      </details>
    </>
  )
}

const columnsFor = (here: Location): Column<DayFigures>[] => {
  const number = (part: Exclude<keyof DayFigures, 'date'>, head: Key): Column<DayFigures> => ({
    head: t(head),
    cell: (day) => formatNumber(day[part]),
    isNumber: true,
  })
  return [
    { head: t('day'), cell: (day) => <bdi>{formatDay(day.date, here, 'short')}</bdi> },
    number('held', 'headHeld'),
    number('confirmed', 'headConfirmed'),
    number('cancelled', 'headCancelled'),
    number('expired', 'headExpired'),
    number('no_shows', 'headNoShows'),
  ]
}

function optionsFor(width: number, dates: string[], here: Location): uPlot.Options {
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const font = `12px ${getComputedStyle(document.body).fontFamily}`
  const axis = { stroke: colour('--ink-2'), font, grid: { stroke: colour('--rule'), width: 1 }, ticks: { show: false } }
  const dayText = (at: number) =>
    Number.isInteger(at) && dates[at] ? formatDay(dates[at], here, 'short').replace(/^[^\d]*[,،] ?/, '') : ''
  const isRtl = document.documentElement.dir === 'rtl'
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, dir: isRtl ? -1 : 1 } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map(dayText), space: 72, size: 36, gap: 10, grid: { show: false } },
      {
        ...axis,
        side: isRtl ? 1 : 3,
        values: (_plot, splits) => splits.map((value) => (Number.isInteger(value) ? formatNumber(value) : '')),
        size: 44,
      },
    ],
    series: [
      {},
      ...series.map((one) => ({
        stroke: colour(one.colour),
        width: 2,
        dash: [...one.dash],
        points: { show: dates.length < 10 },
      })),
    ],
  }
}

const library = signal<typeof uPlot | null>(null)
const hasFailed = signal(false)

async function loadLibrary(): Promise<void> {
  hasFailed.value = false
  try {
    const [{ default: loaded }] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')])
    library.value = loaded
  } catch {
    hasFailed.value = true
  }
}

function Drawing({ days, here }: { days: DayFigures[]; here: Location }) {
  useEffect(() => void loadLibrary(), [])
  if (hasFailed.value) return <Failure words={deskSays('failed')} onAgain={() => void loadLibrary()} />
  return library.value ? <Lines Plot={library.value} days={days} here={here} /> : <div class="lines" />
}

function Lines({ Plot, days, here }: { Plot: typeof uPlot; days: DayFigures[]; here: Location }) {
  const frame = useRef<HTMLDivElement>(null)
  const drawn = JSON.stringify(days) + language.value
  useEffect(() => {
    let plot: uPlot | null = null
    let isGone = false
    const dates = days.map((day) => day.date)
    const values = [dates.map((_, i) => i), ...series.map((one) => days.map((day) => day[one.part]))] as uPlot.AlignedData
    const draw = async () => {
      await document.fonts.ready
      if (isGone || !frame.current) return
      plot?.destroy()
      plot = new Plot(optionsFor(frame.current.clientWidth, dates, here), values, frame.current)
      frame.current.dataset.drawn = 'true'
    }
    const resized = new ResizeObserver(() => plot && frame.current && plot.setSize({ width: frame.current.clientWidth, height }))
    resized.observe(frame.current!)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => void draw()
    scheme.addEventListener('change', redraw)
    redraw()
    return () => {
      isGone = true
      resized.disconnect()
      scheme.removeEventListener('change', redraw)
      plot?.destroy()
    }
  }, [drawn])
  return <div ref={frame} class="lines" aria-hidden="true" />
}
