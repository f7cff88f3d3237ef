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

class Following {
  private source: EventSource | null = null
  private reopening: ReturnType<typeof setTimeout> | undefined
  private isOver = false
  private hasOpened = false

  constructor(
    private readonly location: string,
    private readonly listener: Listener,
  ) {
    liveState.value = 'connecting'
    addEventListener('online', this.restart)
    addEventListener('offline', this.onOffline)
    document.addEventListener('visibilitychange', this.onVisible)
    this.open()
  }

  stop(): void {
    this.isOver = true
    clearTimeout(this.reopening)
    this.source?.close()
    removeEventListener('online', this.restart)
    removeEventListener('offline', this.onOffline)
    document.removeEventListener('visibilitychange', this.onVisible)
  }

  private open(): void {
    const source = new EventSource(`/admin/v1/events?location_id=${this.location}`)
    this.source = source
    source.onopen = () => {
      liveState.value = 'live'
      this.hasOpened = true
      // The first opening, too: what happened between the first reading and now is in neither.
      this.listener.onCatchUp()
    }
    source.onerror = () => {
      const isRefused = source.readyState === EventSource.CLOSED
      if (this.hasOpened || isRefused) liveState.value = 'cut'
      if (isRefused) this.reopenSoon()
    }
    for (const type of types) source.addEventListener(type, this.hear)
  }

  private readonly hear = (event: MessageEvent<string>): void => this.listener.onHappening(JSON.parse(event.data) as Happening)

  // The server refused: most often because the session ended while the device slept.
  private reopenSoon(): void {
    clearTimeout(this.reopening)
    this.reopening = setTimeout(() => void renew().then(this.restart), reopenAfter)
  }

  // Also when the device says that it is back: a connection can be gone without anybody saying so.
  private readonly restart = (): void => {
    if (this.isOver) return
    this.source?.close()
    this.open()
  }

  private readonly onOffline = (): void => void (liveState.value = 'cut')

  // A page that slept may have missed what no stream will tell again.
  private readonly onVisible = (): void => {
    if (document.hidden) return
    if (this.source?.readyState === EventSource.OPEN) this.listener.onCatchUp()
    else this.restart()
  }
}

// Until the returned function is called.
export function follow(location: string, listener: Listener): () => void {
  const following = new Following(location, listener)
  return () => following.stop()
}
