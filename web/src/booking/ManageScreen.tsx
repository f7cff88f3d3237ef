// A booked visit, opened by its link: seen, moved or cancelled.
import type { Booking } from '../shared/api'
import { formatDay, formatTime } from '../shared/format'
import { rich, t } from '../shared/i18n'
import { place } from './catalog'
import { Stylists } from './Choices'
import { Days } from './Days'
import { notice } from './hold'
import {
  cancelVisit,
  changed,
  isChanging,
  leaveVisit,
  link,
  moveTo,
  saveCalendarEntry,
  startMove,
  startsIn,
  step,
  visit,
  visitProblem,
} from './manage'
import { Bdi, NoticeBox, placeOf, ScreenHeading, Skeleton, Ticket } from './parts'
import { Times } from './Times'

export function ManageScreen() {
  if (visitProblem.value) return <NoVisit />
  const booking = visit.value
  if (!booking || !place.value) return <Skeleton rows={3} kind="row" />
  if (step.value === 'move') return <Move booking={booking} />
  return (
    <div class="split">
      <div class="split-side">
        <ScreenHeading key={`${booking.status}${step.value}${changed.value}`}>{heading(booking)}</ScreenHeading>
        <p class={`status status-${booking.status}`}>{statusWords(booking)}</p>
        <Ticket booking={booking} isGone={booking.status === 'cancelled' || booking.status === 'expired'} />
      </div>
      <div class="details">
        <NoticeBox />
        <Actions booking={booking} />
      </div>
    </div>
  )
}

function heading(booking: Booking): string {
  if (step.value === 'cancel') return t('cancelSure')
  if (booking.status === 'cancelled') return t('cancelled')
  return changed.value ? t('moved') : t('visit')
}

function statusWords(booking: Booking): string {
  const words = { confirmed: 'visitConfirmed', held: 'visitHeld', cancelled: 'visitCancelled', expired: 'visitExpired' } as const
  return t(words[booking.status])
}

function NoVisit() {
  const isUnknown = visitProblem.value!.status === 404
  return (
    <div class="narrow">
      <ScreenHeading>{t(isUnknown ? 'notFound' : 'failed')}</ScreenHeading>
      {isUnknown && <p>{t('notFoundWhy')}</p>}
      <button type="button" class="btn" onClick={leaveVisit}>
        {t('book')}
      </button>
    </div>
  )
}

function Actions({ booking }: { booking: Booking }) {
  const token = link.value?.token ?? null
  const isLive = booking.status === 'confirmed'
  const hours = Math.ceil((place.value?.cancellation_window_minutes ?? 0) / 60)
  const isTooLate = startsIn.value < hours * 3_600_000
  if (!isLive) return <Again />
  if (startsIn.value <= 0) return <p>{t('visitOver')}</p>
  if (step.value === 'cancel') return <SureToCancel />
  return (
    <>
      <div class="actions">
        {!isTooLate && (
          <button type="button" class="btn wide" onClick={startMove}>
            {t('move')}
          </button>
        )}
        <button type="button" class="btn quiet-btn wide" onClick={() => void saveCalendarEntry(booking.id, token)}>
          {t('calendar')}
        </button>
        {!isTooLate && (
          <button type="button" class="btn loss-btn wide" onClick={() => (step.value = 'cancel')}>
            {t('cancel')}
          </button>
        )}
      </div>
      <p class="fine">{isTooLate ? t('tooLate', { n: hours }) : hours ? t('changesUntil', { n: hours }) : t('changesAlways')}</p>
      <Again isSmall />
    </>
  )
}

const Again = ({ isSmall = false }: { isSmall?: boolean }) => (
  <button type="button" class={isSmall ? 'link' : 'btn wide'} onClick={leaveVisit}>
    {t('bookAnother')}
  </button>
)

function SureToCancel() {
  return (
    <div class="actions">
      <button type="button" class="btn loss-solid wide" aria-disabled={isChanging.value} onClick={() => void cancelVisit()}>
        {t('cancelYes')}
      </button>
      <button type="button" class="btn quiet-btn wide" onClick={() => (step.value = 'view')}>
        {t('cancelNo')}
      </button>
    </div>
  )
}

function Move({ booking }: { booking: Booking }) {
  const where = placeOf(booking)
  const day = <Bdi>{formatDay(booking.local_start.slice(0, 10), where, 'short')}</Bdi>
  const time = <Bdi>{formatTime(booking.local_start, where)}</Bdi>
  const keep = () => {
    notice.value = null
    step.value = 'view'
  }
  return (
    <div class="narrow">
      <ScreenHeading>{t('moveTo')}</ScreenHeading>
      <p class="move-now">
        <span>{rich('moveNow', { day, time })}</span>
        <button type="button" class="link" onClick={keep}>
          {t('keepTime')}
        </button>
      </p>
      <Stylists />
      <Days />
      <Times onPick={(slot) => void moveTo(slot.id)} current={booking.slot_id} />
    </div>
  )
}
