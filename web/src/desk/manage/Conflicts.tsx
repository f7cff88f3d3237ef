// The bookings that changed hours leave outside: who, when and why, so that somebody can call them.
import { useSignal } from '@preact/signals'
import { formatDay, formatTime } from '../../shared/format'
import type { Booking } from '../api'
import { Button } from '../parts'
import { linkTo } from '../router'
import { useLoading } from './loading'
import { get, type Location, type Report } from './store'
import { type Key, t } from './words'

type Conflict = Report['conflicts'][number]

const atFirst = 5

const reasons: Record<string, Key> = {
  outside_hours: 'whyOutsideHours',
  off_grid: 'whyOffGrid',
  capacity_below_bookings: 'whyCapacity',
  service_inactive: 'whyServiceOff',
  stylist_inactive: 'whyStylistOff',
  skill_missing: 'whySkill',
  stylist_required: 'whyStylistNeeded',
  stylist_not_needed: 'whyNoStylist',
}

export function Conflicts({ report, here }: { report: Report; here: Location }) {
  const isWhole = useSignal(false)
  const { conflicts } = report
  if (conflicts.length === 0) return null
  const shown = isWhole.value ? conflicts : conflicts.slice(0, atFirst)
  return (
    <section class="conflicts">
      <h3>{t('conflicts', { n: conflicts.length })}</h3>
      <p class="quiet">{t('conflictsWhy')}</p>
      <ul>
        {shown.map((one) => (
          <ConflictRow key={one.booking_id} conflict={one} here={here} />
        ))}
      </ul>
      {shown.length < conflicts.length && (
        <Button kind="quiet-btn" onClick={() => (isWhole.value = true)}>
          {t('showAll', { n: conflicts.length })}
        </Button>
      )}
    </section>
  )
}

function ConflictRow({ conflict, here }: { conflict: Conflict; here: Location }) {
  const id = conflict.booking_id
  const booking = useLoading(id, (signal) => get<Booking>(`/admin/v1/bookings/${id}`, {}, signal)).data.value
  return (
    <li>
      <a href={linkTo('bookings', { q: id })}>
        {booking ? (
          <bdi>
            {t('dayAndTime', {
              day: formatDay(booking.local_start.slice(0, 10), here, 'short'),
              time: formatTime(booking.local_start, here),
            })}
          </bdi>
        ) : (
          t('openBooking')
        )}
      </a>
      {booking?.customer_name && <bdi>{booking.customer_name}</bdi>}
      {conflict.reason !== 'outside_hours' && <span class="quiet">{t(reasons[conflict.reason] ?? 'whyOutsideHours')}</span>}
    </li>
  )
}
