// The book of a day kept up to date by what happens: single bookings one by one, a crowd of them all at once.
import { type Happening, follow } from '../live'
import { role } from '../session'
import { bookings, date, loadDay, refresh, reloadSlots } from './book'

const gather = 60 // ms: one act can be several events
const manyAtOnce = 8
const ownDayEvery = 20_000 // ms: stylists have no stream of events
const slotsAfter = 1500 // ms: a generation is many events

const concernsDay = (what: Happening): boolean => {
  if (!what.booking_id) return false
  if (bookings.peek().has(what.booking_id)) return true
  // The instant's day and the salon's can differ by one: what is asked for in vain is left out when it is known.
  const start = Date.parse(what.data.start_at ?? '')
  return Number.isNaN(start) || Math.abs(start - Date.parse(`${date.peek()}T12:00:00Z`)) < 36 * 3_600_000
}

export function followDay(location: string): () => void {
  if (role.peek() === 'stylist') return followOwnDay()
  const waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let slotsTimer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    timer = undefined
    const ids = [...waiting]
    waiting.clear()
    if (ids.length > manyAtOnce) void loadDay()
    else for (const id of ids) void refresh(id)
  }

  function onHappening(what: Happening): void {
    if (!what.booking_id) {
      clearTimeout(slotsTimer)
      slotsTimer = setTimeout(() => void (what.type === 'catalog.changed' ? loadDay() : reloadSlots()), slotsAfter)
    } else if (concernsDay(what)) {
      waiting.add(what.booking_id)
      timer ??= setTimeout(flush, gather)
    }
  }

  const leave = follow(location, { onHappening, onCatchUp: () => void loadDay() })
  return () => {
    leave()
    clearTimeout(timer)
    clearTimeout(slotsTimer)
  }
}

function followOwnDay(): () => void {
  const look = () => {
    if (!document.hidden) void loadDay()
  }
  const timer = setInterval(look, ownDayEvery)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  }
}
