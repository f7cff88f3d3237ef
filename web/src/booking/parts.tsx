// Pieces that several screens are made of.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Booking } from '../shared/api'
import { trouble } from '../shared/api'
import { formatDay, formatMoney, formatTime, initials, type Place } from '../shared/format'
import { rich, t } from '../shared/i18n'
import { announce } from '../shared/live'
import { place, services, slots, stylists } from './catalog'
import { isEmbedded } from './embed'
import { notice } from './hold'

// Names, times and numbers keep their own direction inside a sentence of the other.
export const Bdi = ({ children }: { children: ComponentChildren }) => <bdi>{children}</bdi>

export const Portrait = ({ name }: { name: string }) => (
  <span class="portrait" aria-hidden="true">
    {initials(name)}
  </span>
)

const isOurs = (url: string) => url !== '' && new URL(url, location.href).origin === location.origin

// The policy lets no picture of another origin in.
export const Photo = ({ url }: { url: string }) =>
  isOurs(url) ? <img class="photo" src={url} alt="" width="96" height="96" decoding="async" /> : null

export const Skeleton = ({ rows, kind }: { rows: number; kind: string }) => (
  <div class="skeletons" role="img" aria-label={t('loading')}>
    {Array.from({ length: rows }, (_, i) => (
      <div key={i} class={`skel skel-${kind}`} />
    ))}
  </div>
)

// What is chosen in a row that scrolls is in sight.
export const showChosen = (row: HTMLElement | null): void =>
  row?.querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

// The heading that a new screen begins with takes the focus, so that it is read and Tab goes on from there.
export function ScreenHeading({ children, isFirst = false }: { children: ComponentChildren; isFirst?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isFirst) return
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: !isEmbedded })
  }, [])
  return (
    <h2 ref={heading} class="screen-heading" tabIndex={-1}>
      {children}
    </h2>
  )
}

export function TroubleBanner() {
  const now = trouble.value
  const words = !now ? '' : now.kind === 'wait' ? t('wait', { n: now.seconds }) : t(now.kind)
  // Said once, not again at each second that passes.
  useEffect(() => announce(words), [now?.kind])
  return now && <p class={`banner banner-${now.kind}`}>{words}</p>
}

export function NoticeBox() {
  const what = notice.value
  if (!what) return null
  const isDayGone = what === 'taken' && slots.value?.total === 0
  return (
    <p class="notice" data-notice={what}>
      {t(isDayGone ? 'takenFull' : what)}
    </p>
  )
}

// Where nothing better is known of the place, the booking's own zone is.
export const placeOf = (booking: Booking): Place => place.value ?? { region: 'GB', timezone: booking.timezone }

export const serviceName = (booking: Booking): string =>
  services.value?.find((one) => one.id === booking.service_id)?.name ?? ''

export const stylistName = (booking: Booking): string =>
  stylists.value?.find((one) => one.id === booking.stylist_id)?.name ?? ''

// What is booked, with the time as the largest thing in sight.
export function Ticket({ booking, isGone = false }: { booking: Booking; isGone?: boolean }) {
  const where = placeOf(booking)
  const name = stylistName(booking)
  return (
    <div class={isGone ? 'ticket ticket-gone' : 'ticket'}>
      <p class="ticket-time">
        <Bdi>{formatTime(booking.local_start, where)}</Bdi>
      </p>
      <p class="ticket-day">
        <Bdi>{formatDay(booking.local_start.slice(0, 10), where, 'full')}</Bdi>
      </p>
      <p class="ticket-what">
        <Bdi>{serviceName(booking)}</Bdi> {name && rich('withName', { name: <Bdi>{name}</Bdi> })}
      </p>
      <p class="ticket-price">
        <Bdi>{formatMoney(booking.price_minor, booking.currency, where.region)}</Bdi>
      </p>
    </div>
  )
}

export function MapLink({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url)) return null
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" aria-label={t('opensMap')}>
      {t('map')}
    </a>
  )
}
