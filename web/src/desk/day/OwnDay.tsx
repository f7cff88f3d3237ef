// A stylist's own day, on the phone in the apron's pocket: one visit after another, the time first.
import { formatTime } from '../../shared/format'
import type { Booking } from '../api'
import { serviceName, services } from '../catalog'
import { openCard } from '../opened'
import { Bdi, Notice } from '../parts'
import { place } from '../places'
import { rich, t } from '../words'
import { date, visits } from './book'
import { inOrder } from './keys'
import { customerOf } from './moves'
import { processingOf, stretchOf } from './plan'
import { standingOf, standingWords } from './Visit'

export function OwnDay() {
  const own = inOrder(visits.value)
  if (own.length === 0) return <Notice kind="plain">{t('noVisits')}</Notice>
  return (
    <ol class="own-day">
      {own.map((one) => (
        <li key={one.id}>
          <OwnVisit booking={one} />
        </li>
      ))}
    </ol>
  )
}

function OwnVisit({ booking }: { booking: Booking }) {
  const where = place.value!
  const { from, to } = stretchOf(date.value, booking)
  const service = services.value.get(booking.service_id)
  const free = service ? processingOf(service, to - from).reduce((sum, one) => sum + one.to - one.from, 0) : 0
  return (
    <button type="button" class={`own-visit visit-${standingOf(booking)}`} data-visit={booking.id} onClick={() => openCard(booking)}>
      <span class="own-time">
        <Bdi>{formatTime(booking.local_start, where)}</Bdi>
      </span>
      <span class="own-main">
        <span class="own-name">
          <Bdi>{customerOf(booking)}</Bdi>
        </span>
        <span>
          <Bdi>{serviceName(booking.service_id)}</Bdi>
        </span>
        <span class="quiet">
          {rich('until', { time: <Bdi>{formatTime(booking.local_end, where)}</Bdi> })}
          {free > 0 && <span class="own-free">{t('freeFor', { n: free })}</span>}
        </span>
        <span class="own-status">{standingWords(booking)}</span>
      </span>
    </button>
  )
}
