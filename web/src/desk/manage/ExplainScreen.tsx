// Why a time is, or is not, offered to guests: the server's own reasons, time by time, in words.
import { useSignal } from '@preact/signals'
import { formatDay, formatTime } from '../../shared/format'
import type { components } from '../../api/schema'
import { type Column, Notice, SelectField, Table, TextField } from '../parts'
import { place } from '../places'
import { linkTo } from '../router'
import { formatNumber, formatWallTime, todayAt } from './figures'
import { Loaded, useLoading } from './loading'
import { type Offers, optionsOf, useOffers } from './offers'
import { get, type Location } from './store'
import { type Key, rich, t } from './words'

type Explanation = components['schemas']['Explanation']
type ExplainedSlot = components['schemas']['ExplainedSlot']

export function ExplainScreen() {
  const offers = useOffers()
  return (
    <div class="manage">
      <h1>{t('explain')}</h1>
      <p class="quiet lead">{t('explainMeans')}</p>
      <Loaded of={offers}>
        {(known) =>
          known.services.length ? <Asking offers={known} here={place.value!} /> : <Notice kind="plain">{t('noServices')}</Notice>
        }
      </Loaded>
    </div>
  )
}

function Asking({ offers, here }: { offers: Offers; here: Location }) {
  const service = useSignal(offers.services[0]!.id)
  const stylist = useSignal('')
  const date = useSignal(todayAt(here.timezone))
  const time = useSignal('')
  const query = { location_id: here.id, service_id: service.value, date: date.value, stylist_id: stylist.value || undefined }
  const told = useLoading(JSON.stringify(query), (signal) => get<Explanation>('/admin/v1/exposure/explain', query, signal))
  return (
    <>
      <form class="explain-form" onSubmit={(event) => event.preventDefault()}>
        <SelectField
          label={t('service')}
          value={service.value}
          options={offers.services.map((one) => ({ value: one.id, label: one.name }))}
          onValue={(value) => (service.value = value)}
        />
        <SelectField
          label={t('stylist')}
          value={stylist.value}
          options={optionsOf(offers.stylists, t('everyStylist'))}
          onValue={(value) => (stylist.value = value)}
        />
        <TextField label={t('day')} type="date" value={date.value} onValue={(value) => value && (date.value = value)} />
        <TextField label={t('timeOptional')} type="time" value={time.value} onValue={(value) => (time.value = value)} />
      </form>
      <Loaded of={told} rows={8}>
        {(explanation) => <Told explanation={explanation} time={time.value} date={date.value} here={here} />}
      </Loaded>
    </>
  )
}

interface ToldProps {
  explanation: Explanation
  time: string
  date: string
  here: Location
}

function Told({ explanation, time, date, here }: ToldProps) {
  const { slots, total } = explanation
  const asked = time ? slots.filter((slot) => slot.local_start.slice(11, 16) === time) : slots
  const gaps = { day: <bdi>{formatDay(date, here, 'full')}</bdi>, total: formatNumber(slots.length) }
  return (
    <section class="block" aria-live="polite" data-explained={asked.length}>
      {slots.length > 0 && <p class="explain-sum">{rich('explainSum', gaps, total)}</p>}
      {asked.length === 0 && <NoTime time={time} here={here} hasOthers={slots.length > 0} />}
      {asked.length > 0 && <Table caption={t('explain')} columns={columnsFor(here)} rows={asked} keyOf={(slot) => slot.id} />}
    </section>
  )
}

// There is no such time at all: hours, length and the raster of starts say so, not bookings.
function NoTime({ time, here, hasOthers }: { time: string; here: Location; hasOthers: boolean }) {
  return (
    <div class="empty">
      <p>{time && hasOthers ? rich('noSuchTime', { time: <bdi>{formatWallTime(time, here)}</bdi> }) : t('noTimesThatDay')}</p>
      <p>
        <a href={linkTo('rules')}>{t('seeRules')}</a>
      </p>
    </div>
  )
}

const columnsFor = (here: Location): Column<ExplainedSlot>[] => [
  { head: t('time'), cell: (slot) => <bdi class="explain-time">{formatTime(slot.local_start, here)}</bdi> },
  { head: t('stylist'), cell: (slot) => <bdi>{slot.stylist_name ?? '–'}</bdi> },
  {
    head: t('guestsSee'),
    cell: (slot) => (
      <div class="verdict">
        <Verdict slot={slot} />
        <Reason slot={slot} here={here} />
      </div>
    ),
  },
]

function Verdict({ slot }: { slot: ExplainedSlot }) {
  const words: Key = slot.is_shown ? 'isShown' : slot.is_eligible ? 'isFree' : 'isNotOffered'
  return <span class={slot.is_shown ? 'tag tag-good' : slot.is_eligible ? 'tag' : 'tag tag-loss'}>{t(words)}</span>
}

const reasons: Record<string, Key> = {
  blocked: 'reasonBlocked',
  inactive: 'reasonInactive',
  over: 'reasonOver',
  too_soon: 'reasonTooSoon',
  beyond_horizon: 'reasonHorizon',
  held: 'reasonHeld',
  booked: 'reasonBooked',
  stylist_busy: 'reasonBusy',
}

function Reason({ slot, here }: { slot: ExplainedSlot; here: Location }) {
  if (slot.is_shown) return <span class="quiet">{t('reasonShown')}</span>
  if (slot.is_eligible) return <span class="quiet">{t('reasonLater', { n: slot.rank ?? 0 })}</span>
  if (slot.reason === 'held' && slot.held_until)
    return <span>{rich('heldUntil', { time: <bdi>{instantTime(slot.held_until, slot, here)}</bdi> })}</span>
  return (
    <span>
      {t(reasons[slot.reason ?? ''] ?? 'reasonBlocked')}{' '}
      {slot.busy_with_booking_id && <a href={linkTo('bookings', { q: slot.busy_with_booking_id })}>{t('openBooking')}</a>}
      {slot.closed_by_rule_id && <a href={linkTo(`rules/${slot.closed_by_rule_id}`)}>{t('openRule')}</a>}
    </span>
  )
}

// By the salon's clock, as far from the slot's start as the two instants are.
function instantTime(instant: string, slot: ExplainedSlot, here: Location): string {
  const wall = Date.parse(`${slot.local_start.slice(0, 19)}Z`) + Date.parse(instant) - Date.parse(slot.start_at)
  return formatTime(new Date(wall).toISOString(), here)
}
