// The columns of the day: one for each stylist, one for visits that need nobody. The same place in this list is the same place
// on the screen, for the head, the hours and the visits.
import { computed } from '@preact/signals'
import type { Booking } from '../api'
import { services, stylists } from '../catalog'
import { wallNow } from '../clock'
import { account, role } from '../session'
import { t } from '../words'
import { date, slots, visits } from './book'
import { busyOf, joined, rangeOf, type Stretch, stretchOf } from './plan'

export interface Column {
  id: string | null
  name: string
}

export const perMinute = 1.4 // pixels

export const columns = computed<Column[]>(() => {
  if (role.value === 'stylist') return [ownColumn()]
  const known = [...stylists.value.values()].map(({ id, name }) => ({ id, name }))
  const booked = new Set(visits.value.map((one) => one.stylist_id))
  const gone = [...booked].filter((id): id is string => id !== null && !stylists.value.has(id))
  const needsNobody = booked.has(null) || slots.value.some((one) => one.stylist_id === null)
  return [
    ...known,
    ...gone.map((id) => ({ id, name: t('formerStylist') })),
    ...(needsNobody ? [{ id: null, name: t('noStylist') }] : []),
  ]
})

function ownColumn(): Column {
  const id = account.value?.stylist_id ?? null
  return { id, name: (id && stylists.value.get(id)?.name) || t('myDay') }
}

export const columnOf = (stylist: string | null): number => columns.value.findIndex((one) => one.id === stylist)

// When anything of theirs is on sale: that is when they work.
export const openHours = computed<ReadonlyMap<string | null, Stretch[]>>(() => {
  const open = new Map<string | null, Stretch[]>()
  for (const slot of slots.value) {
    if (slot.status === 'blocked') continue
    const own = open.get(slot.stylist_id)
    const stretch = stretchOf(date.value, slot)
    if (own) own.push(stretch)
    else open.set(slot.stylist_id, [stretch])
  }
  for (const [id, stretches] of open) open.set(id, joined(stretches))
  return open
})

const nowHour = computed<number | null>(() =>
  wallNow.value.slice(0, 10) === date.value ? Number(wallNow.value.slice(11, 13)) : null,
)

// What is on sale and who comes; and now, when that is about to begin or just over.
export const range = computed<Stretch>(() => {
  const booked = visits.value.map((one) => stretchOf(date.value, one))
  const whole = rangeOf([...booked, ...[...openHours.value.values()].flat()])
  const now = nowHour.value === null ? null : { from: nowHour.value * 60, to: nowHour.value * 60 + 60 }
  return now && now.to >= whole.from && now.from <= whole.to ? rangeOf([whole, now]) : whole
})

// When a stylist is busy with others' visits.
export const busyWith = (stylist: string | null, day: string, booked: readonly Booking[], without?: string): Stretch[] =>
  booked
    .filter((one) => stylist !== null && one.stylist_id === stylist && one.id !== without)
    .flatMap((one) => busyOf(services.peek().get(one.service_id), stretchOf(day, one)))
