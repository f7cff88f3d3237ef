// The few times of the chosen day.
import { useEffect } from 'preact/hooks'
import type { Booking, Slot, Slots } from '../shared/api'
import { focusOn } from '../shared/focus'
import { formatDay, formatMoney, formatTime, viewersTime, zoneName } from '../shared/format'
import { rich, t } from '../shared/i18n'
import { announce } from '../shared/live'
import { choice, chooseDate, dates, isRevealing, place, revealMore, slots } from './catalog'
import { adopt, holdingSlot } from './hold'
import { Bdi, NoticeBox, Portrait, Skeleton } from './parts'

interface Picking {
  onPick: (slot: Slot) => void
  current?: string // the slot that is to be moved from
}

export function Times({ onPick, current }: Picking) {
  const { date } = choice.value
  const found = slots.value
  const at = place.value!
  useEffect(() => {
    if (!found) return
    const isFull = found.slots.length === 0
    announce(isFull ? t('dayFull', { day: formatDay(found.date, at, 'full') }) : t('timesReady', { n: found.slots.length }))
  }, [found])
  if (dates.value && !dates.value.next_available) return <p class="empty">{t('noneAhead')}</p>
  return (
    <section class="times" aria-labelledby="times" aria-busy={!found}>
      <h2 id="times" class="label" tabIndex={-1}>
        {date ? rich('timesOn', { day: <Bdi>{formatDay(date, at, 'full')}</Bdi> }) : t('loading')}
      </h2>
      <NoticeBox />
      {found?.held && !current && <StillHeld booking={found.held} />}
      {!found ? <Skeleton rows={4} kind="time" /> : <Found found={found} onPick={onPick} current={current} />}
    </section>
  )
}

function StillHeld({ booking }: { booking: Booking }) {
  return (
    <button type="button" class="row resume" onClick={() => adopt(booking)}>
      <span class="row-main">
        <span>{rich('stillHeld', { time: <Bdi>{formatTime(booking.local_start, place.value!)}</Bdi> })}</span>
      </span>
      <span class="row-end">{t('goOn')}</span>
    </button>
  )
}

function Found({ found, onPick, current }: Picking & { found: Slots }) {
  const at = place.value!
  const free = found.slots.filter((slot) => slot.id !== current)
  if (!free.length) return <FullDay found={found} />
  const first = new Date(free[0]!.start_at)
  const arePricesMixed = new Set(found.slots.map((slot) => slot.price_minor)).size > 1
  return (
    <>
      <ol class="ledger time-list">
        {free.map((slot) => (
          <li key={slot.id}>
            <TimeRow slot={slot} hasPrice={arePricesMixed} onPick={onPick} />
          </li>
        ))}
      </ol>
      {found.has_more && (
        <button type="button" class="btn quiet-btn wide" disabled={isRevealing.value} onClick={() => void revealMore()}>
          {t('moreTimes')}
        </button>
      )}
      <p class="fine">
        {found.has_more
          ? rich('shownOf', { shown: <Bdi>{found.slots.length}</Bdi> }, found.total)
          : t('shownAll', { n: found.total })}{' '}
        {rich('zone', { zone: <Bdi>{zoneName(at, first)}</Bdi> })}
      </p>
    </>
  )
}

function TimeRow({ slot, hasPrice, onPick }: { slot: Slot; hasPrice: boolean; onPick: (slot: Slot) => void }) {
  const at = place.value!
  const here = viewersTime(slot.start_at, slot.local_start, at)
  const isMine = holdingSlot.value === slot.id
  return (
    <button
      type="button"
      class={isMine ? 'row time-row waiting' : 'row time-row'}
      aria-disabled={holdingSlot.value !== null}
      data-slot={slot.id}
      onClick={() => onPick(slot)}
    >
      <span class="row-main">
        <strong class="time">
          <Bdi>{formatTime(slot.local_start, at)}</Bdi>
        </strong>
        <span class="quiet">
          {t(slot.day_part)}
          {here && (
            <span class="yours">
              {here.day
                ? rich('yourTimeDay', { day: <Bdi>{here.day}</Bdi>, time: <Bdi>{here.time}</Bdi> })
                : rich('yourTime', { time: <Bdi>{here.time}</Bdi> })}
            </span>
          )}
        </span>
      </span>
      {slot.stylist && (
        <span class="who">
          <span class="who-name">
            <Bdi>{slot.stylist.name}</Bdi>
            {hasPrice && (
              <span class="quiet">
                <Bdi>{formatMoney(slot.price_minor, slot.currency, at.region)}</Bdi>
              </span>
            )}
          </span>
          <Portrait name={slot.stylist.name} />
        </span>
      )}
    </button>
  )
}

function FullDay({ found }: { found: Slots }) {
  const at = place.value!
  const next = found.next_available
  const goOn = (date: string) => {
    chooseDate(date)
    focusOn('times')
  }
  return (
    <div class="full-day">
      <p>{rich('dayFull', { day: <Bdi>{formatDay(found.date, at, 'full')}</Bdi> })}</p>
      {next && next !== found.date ? (
        <button type="button" class="btn" onClick={() => goOn(next)}>
          <span>{rich('nextFree', { day: <Bdi>{formatDay(next, at, 'short')}</Bdi> })}</span>
        </button>
      ) : (
        <p>{t('noneAhead')}</p>
      )}
    </div>
  )
}
