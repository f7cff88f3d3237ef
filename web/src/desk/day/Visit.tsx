import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { formatCountdown, formatTime } from '../../shared/format'
import type { Booking } from '../api'
import { serviceName, services } from '../catalog'
import { openCard } from '../opened'
import { Bdi } from '../parts'
import { place } from '../places'
import { serverTime } from '../time'
import { rich, type Key, t } from '../words'
import { date, moving } from './book'
import { columns, perMinute, range } from './columns'
import { canMove, focused, onVisitKey } from './keys'
import { letGo, liftedId } from './lift'
import { customerOf } from './moves'
import { type Lane, processingOf, shownLength, type Stretch, stretchOf } from './plan'

const oneLine = 30 // minutes: less has room for one line
const twoLines = 45

export type Standing = 'held' | 'confirmed' | 'arrived' | 'in_chair' | 'completed' | 'no_show' | 'cancelled' | 'expired'

export const standingOf = (booking: Booking): Standing =>
  booking.status === 'confirmed' && booking.attendance !== 'none' ? booking.attendance : booking.status

export const standingWords = (booking: Booking): string => t(`is_${standingOf(booking)}` as Key)

// What is left of a hold, each second; nothing when its time is over.
function HoldLeft({ until }: { until: string }) {
  const left = useSignal(0)
  useSignalEffect(() => {
    const tick = () => (left.value = Math.max(0, Math.ceil((Date.parse(until) - serverTime()) / 1000)))
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  })
  return <span class="visit-left">{rich('onHold', { left: <Bdi>{formatCountdown(left.value)}</Bdi> })}</span>
}

const Status = ({ booking }: { booking: Booking }) =>
  booking.status === 'held' && booking.hold_expires_at ? (
    <HoldLeft until={booking.hold_expires_at} />
  ) : (
    <span>{standingWords(booking)}</span>
  )

function Text({ booking, column }: { booking: Booking; column: number }) {
  return (
    <span class="visit-text">
      <span class="visit-first">
        <span class="visit-time">
          <Bdi>{formatTime(booking.local_start, place.value!)}</Bdi>
        </span>
        <span class="visit-status">
          <Status booking={booking} />
        </span>
      </span>
      <span class="visit-name">
        <Bdi>{customerOf(booking)}</Bdi>
      </span>
      <span class="visit-what">
        <Bdi>{serviceName(booking.service_id)}</Bdi>
      </span>
      <span class="vh">{rich('withWhom', { name: <Bdi>{columns.value[column]?.name}</Bdi> })}</span>
    </span>
  )
}

const Free = ({ from, to }: Stretch) => (
  <span class="visit-free" style={{ insetBlockStart: `${from * perMinute}px`, blockSize: `${(to - from) * perMinute}px` }}>
    {t('free')}
  </span>
)

function classOf(booking: Booking, room: number, lane: Lane, isLifted: boolean): string {
  const names = ['visit', `visit-${standingOf(booking)}`]
  if (room < twoLines) names.push(room < oneLine ? 'visit-short' : 'visit-low')
  if (lane.of > 1) names.push('visit-narrow')
  if (isLifted) names.push('visit-lifted')
  if (moving.value.has(booking.id)) names.push('visit-moving')
  return names.join(' ')
}

interface VisitProps {
  booking: Booking
  column: number
  lane: Lane
  isFirst: boolean
}

export function Visit({ booking, column, lane, isFirst }: VisitProps) {
  const { id } = booking
  const isLifted = useComputed(() => liftedId.value === id)
  const isReached = useComputed(() => (focused.value === null ? isFirst : focused.value === id))
  const stretch = stretchOf(date.value, booking)
  const length = shownLength(stretch)
  const service = services.value.get(booking.service_id)
  const free = service ? processingOf(service, stretch.to - stretch.from) : []
  const room = free[0]?.from ?? length
  return (
    <button
      type="button"
      id={`visit-${id}`}
      data-visit={id}
      class={classOf(booking, room, lane, isLifted.value)}
      tabIndex={isReached.value ? 0 : -1}
      aria-describedby={canMove() ? 'visit-keys' : undefined}
      style={{
        gridColumn: `${column + 1}`,
        marginBlockStart: `${(stretch.from - range.value.from) * perMinute}px`,
        blockSize: `${length * perMinute - 2}px`,
        marginInlineStart: `${(lane.lane * 100) / lane.of}%`,
        inlineSize: `calc(${100 / lane.of}% - 4px)`,
      }}
      onFocus={() => (focused.value = id)}
      onBlur={() => liftedId.peek() === id && letGo()}
      onKeyDown={(event) => onVisitKey(event, booking)}
      onKeyUp={(event) => event.key === ' ' && event.preventDefault()}
      onClick={() => openCard(booking)}
    >
      {free.map((one) => (
        <Free key={one.from} {...one} />
      ))}
      <Text booking={booking} column={column} />
    </button>
  )
}
