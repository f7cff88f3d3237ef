import { addDays, formatDay, formatTime } from '../../shared/format'
import { today, wallNow } from '../clock'
import { liveState } from '../live'
import { Bdi, Button } from '../parts'
import { place } from '../places'
import { go, linkTo } from '../router'
import { role } from '../session'
import { t } from '../words'
import { walkIn, WalkInDialog } from '../WalkIn'
import { date } from './book'

const show = (day: string) => go(linkTo('day', { date: day === today.peek() ? null : day }))

const LiveMark = () => (
  <p class={`live live-${liveState.value}`} role="status" data-live={liveState.value}>
    <span class="live-dot" aria-hidden="true" />
    {t(`live_${liveState.value}`)}
  </p>
)

export function DayHead() {
  const isToday = date.value === today.value
  const where = place.value!
  const mayBook = role.value !== 'stylist'
  return (
    <header class="day-top">
      <div class="day-when">
        {isToday && (
          <p class="day-clock">
            <span class="vh">{t('now')} </span>
            <Bdi>{formatTime(wallNow.value, where)}</Bdi>
          </p>
        )}
        <h1 class={isToday ? 'day-title' : 'day-title day-title-large'}>
          <Bdi>{formatDay(date.value, where, 'full')}</Bdi>
        </h1>
        {role.value !== 'stylist' && <LiveMark />}
      </div>
      <div class="day-acts">
        <div class="day-turn" role="group" aria-label={t('day')}>
          <button type="button" class="icon-btn" aria-label={t('dayBefore')} onClick={() => show(addDays(date.value, -1))}>
            <span class="chevron chevron-back" aria-hidden="true" />
          </button>
          <input
            type="date"
            class="day-pick"
            aria-label={t('chooseDay')}
            value={date.value}
            onChange={(event) => event.currentTarget.value && show(event.currentTarget.value)}
          />
          <button type="button" class="icon-btn" aria-label={t('dayAfter')} onClick={() => show(addDays(date.value, 1))}>
            <span class="chevron" aria-hidden="true" />
          </button>
        </div>
        {!isToday && (
          <button type="button" class="chip" onClick={() => show(today.peek())}>
            {t('today')}
          </button>
        )}
        <a class="chip day-print" href={linkTo('day/print', { date: isToday ? null : date.value })}>
          {t('print')}
        </a>
        {mayBook && <Button onClick={() => (walkIn.value = 'anyone')}>{t('newVisit')}</Button>}
      </div>
      <WalkInDialog />
    </header>
  )
}
