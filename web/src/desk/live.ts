// What happens at a salon, as it happens. The browser itself reconnects and names the last event it saw, so that the server
// replays what was missed; where a stream had to be opened anew, there is no such name, and listeners catch up by asking.
import { signal } from '@preact/signals'
import { renew } from './session'

export interface Happening {
  type: string
  booking_id: string | null
  location_id: string
  version: number
  data: { start_at?: string; slot_id?: string; previous_slot_id?: string }
}

interface Listener {
  onHappening: (what: Happening) => void
  onCatchUp: () => void // whatever was known may be old
}

export type LiveState = 'connecting' | 'live' | 'cut'
export const liveState = signal<LiveState>('connecting')

const types = [
  'booking.created',
  'booking.confirmed',
  'booking.cancelled',
  'booking.expired',
  'booking.rescheduled',
  'booking.updated',
  'attendance.changed',
  'slots.generated',
  'rules.changed',
  'catalog.changed',
]
const reopenAfter = 2000

// Until the returned function is called. One stream per salon is enough for a page: screens share it by listening.
export function follow(location: string, listener: Listener): () => void {
  let source: EventSource | null = null
  let reopening: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  let hasOpened = false

  function open(): void {
    source = new EventSource(`/admin/v1/events?location_id=${location}`)
    source.onopen = () => {
      liveState.value = 'live'
      // The first opening, too: what happened between the first reading and now is in neither.
      listener.onCatchUp()
      hasOpened = true
    }
    source.onerror = () => {
      if (hasOpened || source?.readyState === EventSource.CLOSED) liveState.value = 'cut'
      if (source?.readyState === EventSource.CLOSED) reopenSoon()
    }
    for (const type of types) source.addEventListener(type, hear)
  }

  function hear(event: MessageEvent<string>): void {
    listener.onHappening(JSON.parse(event.data) as Happening)
  }

  // The server refused: most often because the session ended while the device slept.
  function reopenSoon(): void {
    clearTimeout(reopening)
    reopening = setTimeout(() => void reopen(), reopenAfter)
  }

  async function reopen(): Promise<void> {
    await renew()
    if (!isOver) restart()
  }

  function restart(): void {
    source?.close()
    open()
  }

  // A connection can be gone without anybody saying so: the device says it itself when it is back.
  const onOnline = () => restart()
  const onOffline = () => (liveState.value = 'cut')
  // A page that slept may have missed what no stream will tell again.
  const onVisible = () => {
    if (document.hidden) return
    if (source?.readyState === EventSource.OPEN) listener.onCatchUp()
    else restart()
  }

  liveState.value = 'connecting'
  addEventListener('online', onOnline)
  addEventListener('offline', onOffline)
  document.addEventListener('visibilitychange', onVisible)
  open()

  return () => {
    isOver = true
    clearTimeout(reopening)
    source?.close()
    removeEventListener('online', onOnline)
    removeEventListener('offline', onOffline)
    document.removeEventListener('visibilitychange', onVisible)
  }
}
