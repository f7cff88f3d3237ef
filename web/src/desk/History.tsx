import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatDay, formatTime } from '../shared/format'
import { type Booking, explain } from './api'
import { openCard } from './opened'
import { serviceName } from './catalog'
import { standingWords } from './day/Visit'
import { type Customer, customerOfBooking } from './customer'
import { Bdi, Notice, Skeleton } from './parts'
import { place } from './places'
import { t } from './words'

export function History({ booking }: { booking: Booking }) {
  const customer = useSignal<Customer | null>(null)
  const problem = useSignal<string | null>(null)
  useEffect(() => {
    const asking = new AbortController()
    void customerOfBooking(booking.id, asking.signal).then((outcome) => {
      if (asking.signal.aborted) return
      if ('problem' in outcome) problem.value = explain(outcome.problem)
      else customer.value = outcome.data
    })
    return () => asking.abort()
  }, [booking.id, booking.version])
  return (
    <section class="history" data-history aria-label={t('history')}>
      <h3>{t('history')}</h3>
      {problem.value && <Notice>{problem.value}</Notice>}
      {!customer.value && !problem.value && <Skeleton rows={2} />}
      {customer.value && <Known customer={customer.value} current={booking} />}
    </section>
  )
}

function Known({ customer, current }: { customer: Customer; current: Booking }) {
  const others = customer.bookings.filter((one) => one.id !== current.id)
  return (
    <>
      <dl class="counts">
        <Count label={t('countVisits')} n={customer.visits} />
        <Count label={t('countNoShows')} n={customer.no_shows} />
        <Count label={t('countCancelled')} n={customer.cancelled} />
      </dl>
      {others.length === 0 ? (
        <p class="quiet">{t('noOthers')}</p>
      ) : (
        <ul class="rows">
          {others.map((one) => (
            <li key={one.id}>
              <Row booking={one} known={current.customer_name} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const Count = ({ label, n }: { label: string; n: number }) => (
  <div>
    <dt>{label}</dt>
    <dd>{n}</dd>
  </div>
)

// One booking in a list: the time leads. A name that is known already is not said again.
export function Row({ booking, known }: { booking: Booking; known?: string | null }) {
  const where = place.value!
  return (
    <button type="button" class="row" onClick={() => openCard(booking)}>
      <span class="row-time">
        <Bdi>{formatTime(booking.local_start, where)}</Bdi>
      </span>
      <span class="row-main">
        <span class="row-title">
          <span class="row-day">
            <Bdi>{formatDay(booking.local_start.slice(0, 10), where, 'short')}</Bdi>
          </span>
          {booking.customer_name !== known && booking.customer_name && (
            <span class="row-name">
              <Bdi>{booking.customer_name}</Bdi>
            </span>
          )}
        </span>
        <span class="quiet">
          <Bdi>{serviceName(booking.service_id)}</Bdi>
        </span>
      </span>
      <span class="row-end quiet">{standingWords(booking)}</span>
    </button>
  )
}
