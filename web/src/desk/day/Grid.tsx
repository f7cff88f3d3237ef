// The day on a grid: the hours down the side, a column for each stylist, and all visits in one layer over the columns, each
// with its column said outright.
import { useComputed } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../shared/format'
import { isMoving } from '../changes'
import { today, wallNow } from '../clock'
import { Bdi } from '../parts'
import { place } from '../places'
import { role } from '../session'
import { walkIn } from '../WalkIn'
import { t } from '../words'
import { date, slots, visits } from './book'
import { columnOf, columns, openHours, perMinute, range } from './columns'
import { pointOn, startDrag } from './drag'
import { canMove, inOrder } from './keys'
import { lift, looksTaken } from './lift'
import { customerOf } from './moves'
import { closedOf, lanesOf, shownLength, stretchOf } from './plan'
import { Visit } from './Visit'

const clockOf = (minutes: number): string => {
  const within = ((minutes % 1440) + 1440) % 1440
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  return formatTime(`${date.value}T${two(within / 60)}:${two(within % 60)}:00`, place.value!)
}

function Heads() {
  const counts = new Map<string | null, number>()
  for (const one of visits.value) counts.set(one.stylist_id, (counts.get(one.stylist_id) ?? 0) + 1)
  return (
    <div class="day-heads">
      <span class="day-corner" />
      {columns.value.map((column) => (
        <div key={column.id} class="day-head" data-column={column.id ?? ''}>
          <h2>
            <Bdi>{column.name}</Bdi>
          </h2>
          <p class="quiet">{t('visits', { n: counts.get(column.id) ?? 0 })}</p>
        </div>
      ))}
    </div>
  )
}

function Hours() {
  const { from, to } = range.value
  const marks = Array.from({ length: Math.floor((to - from) / 60) + 1 }, (_, i) => from + i * 60)
  return (
    <div class="day-hours" aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark} class="day-hour" style={{ insetBlockStart: `${(mark - from) * perMinute}px` }}>
          <Bdi>{clockOf(mark)}</Bdi>
        </span>
      ))}
    </div>
  )
}

// The lines of the hours, and the hours in which nothing of a stylist is on sale. Of days long past nothing is known any more.
function Ground() {
  const { from, to } = range.value
  const isKnown = slots.value.length > 0 || (date.value >= today.value && role.value !== 'stylist')
  const lines = Array.from({ length: Math.floor((to - from) / 60) + 1 }, (_, i) => i * 60)
  return (
    <div class="day-ground" aria-hidden="true">
      {lines.map((line) => (
        <span key={line} class="day-line" style={{ insetBlockStart: `${line * perMinute}px` }} />
      ))}
      {columns.value.map((column, i) => (
        <div key={column.id} class="day-column" style={{ gridColumn: `${i + 1}` }}>
          {isKnown &&
            closedOf(openHours.value.get(column.id) ?? [], range.value).map((closed) => (
              <span
                key={closed.from}
                class="day-closed"
                style={{
                  insetBlockStart: `${(closed.from - from) * perMinute}px`,
                  blockSize: `${(closed.to - closed.from) * perMinute}px`,
                }}
              />
            ))}
        </div>
      ))}
    </div>
  )
}

function NowLine() {
  const minutes = useComputed(() => {
    const now = wallNow.value
    return now.slice(0, 10) === date.value ? Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16)) : null
  })
  const at = minutes.value
  if (at === null || at < range.value.from || at > range.value.to) return null
  return <span class="day-now" data-now aria-hidden="true" style={{ insetBlockStart: `${(at - range.value.from) * perMinute}px` }} />
}

function Ghost() {
  const now = lift.value
  if (!now?.at) return null
  const { at, column, booking } = now
  return (
    <div
      class={looksTaken(booking, at) ? 'ghost ghost-taken' : 'ghost'}
      aria-hidden="true"
      data-ghost={columns.value[column]!.name}
      style={{
        gridColumn: `${column + 1}`,
        marginBlockStart: `${(at.from - range.value.from) * perMinute}px`,
        blockSize: `${shownLength(at) * perMinute - 2}px`,
      }}
    >
      <span class="ghost-time">
        <Bdi>{formatTime(at.slot.local_start, place.value!)}</Bdi>
      </span>
      <span class="ghost-name">
        <Bdi>{customerOf(booking)}</Bdi>
      </span>
    </div>
  )
}

// A visit that gets another place among the others is taken out for a moment, and the focus with it.
function useKeptFocus(): void {
  const before = document.activeElement?.closest('[data-visit]')?.id
  useLayoutEffect(() => {
    if (before && document.activeElement === document.body) document.getElementById(before)?.focus({ preventScroll: true })
  })
}

function Visits() {
  const area = useRef<HTMLDivElement>(null)
  useKeptFocus()
  const all = inOrder(visits.value)
  const byColumn = columns.value.map((_, column) => all.filter((one) => columnOf(one.stylist_id) === column))
  const onPointerDown = (event: PointerEvent) => {
    const id = (event.target as Element).closest<HTMLElement>('[data-visit]')?.dataset.visit
    const booking = id ? visits.peek().find((one) => one.id === id) : undefined
    if (booking && canMove() && !isMoving(booking.id)) startDrag(event, booking, area.current!)
  }
  // Where nobody is, somebody can be booked.
  const onClick = (event: MouseEvent) => {
    if (event.target !== area.current) return
    const { column, minute } = pointOn(event, area.current!)
    const stylist = columns.peek()[column]?.id
    if (stylist) walkIn.value = { stylist, from: minute }
  }
  return (
    <div
      ref={area}
      onClick={onClick}
      class="day-visits"
      role="group"
      aria-label={t('visitsOfDay')}
      onPointerDown={onPointerDown}
      onContextMenu={(event) => lift.peek() && event.preventDefault()}
    >
      {byColumn.flatMap((own, column) => {
        const lanes = lanesOf(own.map((one) => stretchOf(date.value, one)))
        return own.map((one, i) => (
          <Visit key={one.id} booking={one} column={column} lane={lanes[i]!} isFirst={one.id === all[0]?.id} />
        ))
      })}
      <Ghost />
    </div>
  )
}

export function Grid() {
  const frame = useRef<HTMLDivElement>(null)
  // What happens now stands a third down the frame.
  useEffect(() => {
    const line = frame.current!.querySelector<HTMLElement>('[data-now]')
    if (line) frame.current!.scrollTop = line.offsetTop - frame.current!.clientHeight / 3
  }, [date.value])
  const { from, to } = range.value
  return (
    <div
      ref={frame}
      class="day-frame"
      role="region"
      aria-label={t('dayPlan')}
      tabIndex={0}
      style={{ '--columns': columns.value.length, '--length': `${(to - from) * perMinute}px` }}
    >
      <Heads />
      <div class="day-body">
        <Hours />
        <div class="day-area">
          <Ground />
          <NowLine />
          <Visits />
        </div>
      </div>
      <p id="visit-keys" class="vh">
        {t('visitKeys')}
      </p>
    </div>
  )
}
