// The days that can be chosen: two weeks at a glance, or a month.
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Dates } from '../shared/api'
import { addDays, formatDay, type Place } from '../shared/format'
import { t } from '../shared/i18n'
import { choice, chooseDate, dates, place, today } from './catalog'
import { Bdi, showChosen, Skeleton } from './parts'

type Day = Dates['dates'][number]
const stripLength = 14

export function Days() {
  const isMonth = useSignal(false)
  const known = dates.value
  return (
    <section class="days" aria-labelledby="days">
      <div class="label-line">
        <h2 id="days" class="label" tabIndex={-1}>
          {t('day')}
        </h2>
        {known && (
          <button type="button" class="link" aria-expanded={isMonth.value} onClick={() => (isMonth.value = !isMonth.value)}>
            {t(isMonth.value ? 'week' : 'month')}
          </button>
        )}
      </div>
      {!known ? <Skeleton rows={7} kind="day" /> : isMonth.value ? <Month known={known} /> : <Strip known={known} />}
    </section>
  )
}

function dayLabel(day: Day, at: Place): string {
  const name = day.date === today.value ? `${t('today')}, ${formatDay(day.date, at, 'full')}` : formatDay(day.date, at, 'full')
  return `${name}, ${day.available ? t('freeTimes', { n: day.available }) : t('full')}`
}

function DayButton({ day, hasWeekday }: { day: Day; hasWeekday: boolean }) {
  const at = place.value!
  const isChosen = day.date === choice.value.date
  return (
    <button
      type="button"
      class={day.available ? 'day' : 'day day-full'}
      aria-pressed={isChosen}
      data-date={day.date}
      onClick={() => chooseDate(day.date)}
    >
      <span class="vh">{dayLabel(day, at)}</span>
      {hasWeekday && (
        <span class="day-name" aria-hidden="true">
          {day.date === today.value ? t('today') : formatDay(day.date, at, 'weekday')}
        </span>
      )}
      <span class="day-number" aria-hidden="true">
        {formatDay(day.date, at, 'number')}
      </span>
      <span class="day-state" aria-hidden="true">
        {day.available ? '' : t('full')}
      </span>
    </button>
  )
}

function Strip({ known }: { known: Dates }) {
  const list = useRef<HTMLUListElement>(null)
  const { date } = choice.value
  const index = Math.max(0, known.dates.findIndex((day) => day.date === date))
  const start = Math.floor(index / stripLength) * stripLength
  useEffect(() => showChosen(list.current), [start, date])
  return (
    <ul class="strip" ref={list}>
      {known.dates.slice(start, start + stripLength).map((day) => (
        <li key={day.date}>
          <DayButton day={day} hasWeekday />
        </li>
      ))}
    </ul>
  )
}

interface WeekInfo {
  firstDay: number
}

// ISO, 1 is Monday; the salon's country decides where a week begins.
function firstWeekday(region: string): number {
  const locale = new Intl.Locale(`en-${region}`) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1
}

const isoWeekday = (date: string) => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1

function Month({ known }: { known: Dates }) {
  const at = place.value!
  const first = known.dates[0]!.date
  const last = known.dates.at(-1)!.date
  const month = useSignal((choice.value.date ?? first).slice(0, 7))
  const byDate = useComputed(() => new Map((dates.value ?? known).dates.map((day) => [day.date, day])))
  const begin = `${month.value}-01`
  const columnOf = (date: string) => (isoWeekday(date) - firstWeekday(at.region) + 7) % 7
  // Weeks that are over are left out.
  const thisWeek = addDays(first, -columnOf(first))
  const start = thisWeek > begin ? thisWeek : begin
  const days: string[] = []
  for (let date = start; date.startsWith(month.value); date = addDays(date, 1)) days.push(date)
  const turn = (by: number) => (month.value = addDays(by > 0 ? days.at(-1)! : begin, by).slice(0, 7))
  const monday = addDays(begin, 1 - isoWeekday(begin))
  return (
    <div class="month">
      <div class="month-head">
        <button type="button" class="turn" aria-label={t('monthBefore')} disabled={begin <= first} onClick={() => turn(-1)}>
          <span class="chevron chevron-back" aria-hidden="true" />
        </button>
        <p aria-live="polite">
          <Bdi>{formatDay(begin, at, 'month')}</Bdi>
        </p>
        <button type="button" class="turn" aria-label={t('monthAfter')} disabled={days.at(-1)! >= last} onClick={() => turn(1)}>
          <span class="chevron" aria-hidden="true" />
        </button>
      </div>
      <div class="month-grid">
        {Array.from({ length: 7 }, (_, i) => (
          <span key={i} class="month-weekday" aria-hidden="true">
            {formatDay(addDays(monday, firstWeekday(at.region) - 1 + i), at, 'weekday')}
          </span>
        ))}
        {Array.from({ length: columnOf(days[0]!) }, (_, i) => (
          <span key={`lead-${i}`} />
        ))}
        {days.map((date) => {
          const day = byDate.value.get(date)
          if (day) return <DayButton key={date} day={day} hasWeekday={false} />
          return (
            <span key={date} class="day-beyond" aria-hidden="true">
              {formatDay(date, at, 'number')}
            </span>
          )
        })}
      </div>
    </div>
  )
}
