import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Booking } from '../../shared/api'
import { formatDay, formatTime, type Place } from '../../shared/format'
import { rich as pageRich, t as page } from '../../shared/i18n'
import { choose, locations } from '../catalog'
import { customer } from '../customer'
import { setDetails } from '../hold'
import { leaveVisit } from '../manage'
import { Bdi, ScreenHeading, Skeleton } from '../parts'
import { signOut } from './session'
import { coming, loadVisits, nameOf, past, visits, visitsProblem } from './visits'
import { rich, t } from './words'

const pageLength = 10

export function Visits() {
  useEffect(() => void loadVisits(), [])
  return (
    <div class="visits" aria-busy={!visits.value}>
      <ScreenHeading>{page('visits')}</ScreenHeading>
      <Who />
      {visitsProblem.value ? <Failure /> : visits.value ? <Lists /> : <Skeleton rows={3} kind="row" />}
    </div>
  )
}

function Who() {
  const hasFailed = useSignal(false)
  const leave = async () => {
    hasFailed.value = !(await signOut())
    if (!hasFailed.value) setDetails({ name: '', phone: '', notes: '' })
  }
  return (
    <>
      <p class="who-is-here">
        <span>{rich('signedInAs', { email: <bdi dir="ltr">{customer.value?.email}</bdi> })}</span>
        <button type="button" class="link" onClick={() => void leave()}>
          {t('signOut')}
        </button>
      </p>
      {hasFailed.value && (
        <p class="notice" role="alert">
          {t('unreachable')}
        </p>
      )}
    </>
  )
}

function Failure() {
  return (
    <div class="narrow">
      <p class="notice">{page('failed')}</p>
      <button type="button" class="btn" onClick={() => void loadVisits()}>
        {page('tryAgain')}
      </button>
    </div>
  )
}

function Lists() {
  const shown = useSignal(pageLength)
  return (
    <>
      <section aria-labelledby="coming">
        <h3 id="coming" class="label">
          {t('coming')}
        </h3>
        {coming.value.length ? (
          <ol class="ledger">
            {coming.value.map((one) => (
              <VisitRow key={one.id} one={one} />
            ))}
          </ol>
        ) : (
          <p class="quiet">{t('noneComing')}</p>
        )}
      </section>
      {past.value.length > 0 && (
        <section aria-labelledby="past">
          <h3 id="past" class="label">
            {t('past')}
          </h3>
          <ol class="ledger">
            {past.value.slice(0, shown.value).map((one) => (
              <VisitRow key={one.id} one={one} isPast />
            ))}
          </ol>
          {past.value.length > shown.value && (
            <button type="button" class="btn quiet-btn wide" onClick={() => (shown.value += pageLength)}>
              {t('earlier')}
            </button>
          )}
        </section>
      )}
      <button type="button" class="btn" onClick={leaveVisit}>
        {page(visits.value?.length ? 'bookAnother' : 'book')}
      </button>
    </>
  )
}

// The same service with the same person, at whatever time is free.
function bookAgain({ location_id, service_id, stylist_id }: Booking): void {
  leaveVisit()
  choose({ location: location_id, service: service_id, stylist: stylist_id, date: null })
}

function VisitRow({ one, isPast = false }: { one: Booking; isPast?: boolean }) {
  const salon = locations.value?.find((place) => place.id === one.location_id)
  const where: Place = salon ?? { region: 'GB', timezone: one.timezone }
  const day = one.local_start.slice(0, 10)
  const isThisYear = day.slice(0, 4) === one.server_now.slice(0, 4)
  return (
    <li class={isPast ? 'visit-row visit-past' : 'visit-row'}>
      <a class="row" href={`#visit/${one.id}`}>
        <span class="row-main">
          <strong class="visit-time">
            <Bdi>{formatTime(one.local_start, where)}</Bdi>
            <span class="visit-day">
              <Bdi>{formatDay(day, where, isThisYear ? 'short' : 'dated')}</Bdi>
            </span>
          </strong>
          <span>
            <Bdi>{nameOf(one.service_id)}</Bdi>{' '}
            {nameOf(one.stylist_id) && pageRich('withName', { name: <Bdi>{nameOf(one.stylist_id)}</Bdi> })}
          </span>
          <span class="quiet">
            <Bdi>{salon?.name}</Bdi>
          </span>
          {one.status === 'cancelled' && <span class="visit-gone">{page('visitCancelled')}</span>}
        </span>
        <span class="chevron" aria-hidden="true" />
      </a>
      {isPast && salon && (
        <button type="button" class="btn quiet-btn" onClick={() => bookAgain(one)}>
          {t('bookAgain')}
        </button>
      )}
    </li>
  )
}
