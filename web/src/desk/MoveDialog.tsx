import { useSignal } from '@preact/signals'
import { formatDay, formatTime } from '../shared/format'
import type { Booking, SlotInstance } from './api'
import { moveVisit } from './day/moves'
import { Bdi, Button, Dialog } from './parts'
import { place } from './places'
import { TimePicker } from './TimePicker'
import { rich, t } from './words'

export function MoveDialog({ booking, onClose }: { booking: Booking; onClose: () => void }) {
  const date = useSignal(booking.local_start.slice(0, 10))
  const stylist = useSignal(booking.stylist_id ?? '')
  const picked = useSignal<SlotInstance | null>(null)
  const where = place.value!
  const day = <Bdi>{formatDay(booking.local_start.slice(0, 10), where, 'short')}</Bdi>
  const time = <Bdi>{formatTime(booking.local_start, where)}</Bdi>
  const move = (event: Event) => {
    event.preventDefault()
    if (!picked.value) return
    void moveVisit(booking, picked.value)
    onClose()
  }
  return (
    <Dialog title={t('moveVisit')} onClose={onClose}>
      <form class="form" onSubmit={move}>
        <p>{rich('moveNow', { day, time })}</p>
        <TimePicker service={booking.service_id} date={date} stylist={stylist} picked={picked} without={booking.id} />
        <div class="actions actions-last">
          <Button type="submit" disabled={!picked.value}>
            {t('moveHere')}
          </Button>
          <Button kind="quiet-btn" onClick={onClose}>
            {t('keepTime')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
