// Day, stylist and a free time of one service, for moving a visit and for booking one.
import { type Signal, useSignal, useSignalEffect } from '@preact/signals'
import { formatTime } from '../shared/format'
import type { SlotInstance } from './api'
import { stylistName, stylists } from './catalog'
import { today } from './clock'
import { nearest, stretchOf } from './day/plan'
import { freeTimes } from './offers'
import { Bdi, Notice, SelectField, Skeleton, TextField } from './parts'
import { place } from './places'
import { t } from './words'

interface PickerProps {
  service: string
  date: Signal<string>
  stylist: Signal<string> // '' is anyone
  picked: Signal<SlotInstance | null>
  without?: string
  wished?: number // minutes since midnight: the time next to it is proposed
}

// With anyone, each time once: by whoever comes first.
function offered(times: SlotInstance[], stylist: string): SlotInstance[] {
  if (stylist) return times.filter((one) => one.stylist_id === stylist)
  return times.filter((one, i) => times.findIndex((other) => other.start_at === one.start_at) === i)
}

function next(times: SlotInstance[], day: string, wished: number): SlotInstance | null {
  return nearest(times.map((slot) => ({ ...stretchOf(day, slot), slot })), wished)?.slot ?? null
}

export function TimePicker({ service, date, stylist, picked, without, wished }: PickerProps) {
  const times = useSignal<SlotInstance[] | null>(null)
  const problem = useSignal<string | null>(null)
  useSignalEffect(() => {
    const asking = new AbortController()
    times.value = null
    picked.value = null
    void look(date.value, asking.signal)
    return () => asking.abort()
  })
  async function look(day: string, signal: AbortSignal): Promise<void> {
    const found = await freeTimes({ location: place.peek()!.id, date: day, service, without }, signal)
    if (signal.aborted) return
    problem.value = Array.isArray(found) ? null : found.words
    times.value = Array.isArray(found) ? found : []
    if (wished !== undefined) picked.value = next(offered(times.value, stylist.peek()), day, wished)
  }
  const people = [{ value: '', label: t('anyone') }, ...[...stylists.value.values()].map(({ id, name }) => ({ value: id, label: name }))]
  const shown = times.value && offered(times.value, stylist.value)
  return (
    <>
      <div class="pair">
        <TextField
          label={t('day')}
          type="date"
          value={date.value}
          min={today.value}
          onValue={(value) => value && (date.value = value)}
        />
        <SelectField label={t('with')} value={stylist.value} options={people} onValue={(value) => (stylist.value = value)} />
      </div>
      {problem.value ? <Notice>{problem.value}</Notice> : <Times times={shown} picked={picked} />}
    </>
  )
}

function Times({ times, picked }: { times: SlotInstance[] | null; picked: Signal<SlotInstance | null> }) {
  if (!times) return <Skeleton rows={3} />
  if (times.length === 0) return <Notice kind="plain">{t('noTimes')}</Notice>
  return (
    <fieldset class="times">
      <legend>{t('time')}</legend>
      <div class="times-list">
        {times.map((one) => (
          <label key={one.id} class="time-choice">
            <input type="radio" name="time" checked={picked.value?.id === one.id} onChange={() => (picked.value = one)} />
            <span class="time-choice-time">
              <Bdi>{formatTime(one.local_start, place.value!)}</Bdi>
            </span>
            <span class="time-choice-who">
              <Bdi>{stylistName(one.stylist_id)}</Bdi>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
