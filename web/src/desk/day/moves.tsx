// A visit is moved by hand, by keys or in the dialog: all three end here, with the same words and the same way back.
import { type Booking, explain } from '../api'
import { stylistName } from '../catalog'
import { isMoving, move, type Place, placeOf } from '../changes'
import { formatDay, formatTime } from '../../shared/format'
import { Bdi } from '../parts'
import { place } from '../places'
import { say } from '../toast'
import { rich, t } from '../words'
import { date } from './book'

export const customerOf = (booking: Booking): string => booking.customer_name ?? t(booking.status === 'held' ? 'heldNoName' : 'noName')

// "2:00 pm with Amira", and the day where it is another one.
function placeWords(to: Place): { time: string; who: string } {
  const where = place.peek()!
  const time = formatTime(to.local_start, where)
  const day = to.local_start.slice(0, 10)
  const isOtherDay = day !== date.peek()
  return { time: isOtherDay ? `${formatDay(day, where, 'short')}, ${time}` : time, who: stylistName(to.stylist_id) }
}

function tellMoved(booking: Booking, to: Place, undo: () => void): void {
  const { time, who } = placeWords(to)
  const name = customerOf(booking)
  const key = who ? 'movedWith' : 'moved'
  const gaps = { name: <Bdi>{name}</Bdi>, time: <Bdi>{time}</Bdi>, who: <Bdi>{who}</Bdi> }
  say(t(key, { name, time, who }), { shown: rich(key, gaps), undo })
}

function tellStays(booking: Booking, reason: string): void {
  const { time } = placeWords(placeOf(booking))
  const name = customerOf(booking)
  const gaps = { name: <Bdi>{name}</Bdi>, time: <Bdi>{time}</Bdi>, reason }
  say(t('stays', { name, time, reason }), { shown: rich('stays', gaps), isLoss: true })
}

// True when the booking is there now.
export async function moveVisit(booking: Booking, to: Place): Promise<boolean> {
  if (to.id === booking.slot_id || isMoving(booking.id)) return false
  const from = placeOf(booking)
  const outcome = await move(booking, to)
  if ('problem' in outcome) {
    tellStays(booking, explain(outcome.problem))
    return false
  }
  tellMoved(outcome.data, to, () => void moveVisit(outcome.data, from))
  return true
}
