// The times that the desk can still give away on a day: what is on sale and, as far as the desk knows, free.
import { type Booking, explain, type SlotInstance } from './api'
import { services } from './catalog'
import { listDay, listSlots } from './day/book'
import { busyWith } from './day/columns'
import { busyOf, meetAny, stretchOf } from './day/plan'
import { serverTime } from './time'

interface Wish {
  location: string
  date: string
  service: string
  without?: string // a booking that is to be moved does not stand in its own way
}

const isLive = (one: Booking): boolean => one.status === 'held' || one.status === 'confirmed'

export async function freeTimes(wish: Wish, signal: AbortSignal): Promise<SlotInstance[] | { words: string }> {
  const { location, date, service } = wish
  const [onSale, booked] = await Promise.all([listSlots(location, date, service, signal), listDay(location, date, signal)])
  if ('problem' in onSale) return { words: explain(onSale.problem) }
  if ('problem' in booked) return { words: explain(booked.problem) }
  const live = booked.data.filter(isLive)
  const timing = services.peek().get(service)
  const now = serverTime()
  return onSale.data.items.filter((slot) => {
    if (slot.status === 'blocked' || slot.status === 'full' || Date.parse(slot.end_at) <= now) return false
    const stretch = stretchOf(date, slot)
    const others = live.filter((one) => one.slot_id !== slot.id)
    return !meetAny(busyOf(timing, stretch), busyWith(slot.stylist_id, date, others, wish.without))
  })
}
