// A visit dragged by the hand. A mouse lifts it as soon as it moves; a finger has to rest on it first, for until then it
// scrolls.
import type { Booking } from '../api'
import { date } from './book'
import { columns, perMinute, range } from './columns'
import { drop, hover, letGo, lift, pickUp } from './lift'
import { columnAt, stretchOf } from './plan'

const slack = 5 // pixels: less is a click
const rest = 350 // ms
const edge = 48 // pixels from the frame's edge: there it scrolls
const scrollStep = 16

class Drag {
  private readonly frame: HTMLElement
  private readonly isTouch: boolean
  private readonly grab: number // minutes of the visit before the hand
  private readonly resting: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly from: PointerEvent,
    private readonly booking: Booking,
    private readonly area: HTMLElement,
  ) {
    this.frame = area.closest<HTMLElement>('.day-frame')!
    this.isTouch = from.pointerType !== 'mouse'
    this.grab = pointOn(from, area).minute - stretchOf(date.peek(), booking).from
    this.resting = this.isTouch ? setTimeout(() => pickUp(booking), rest) : undefined
    addEventListener('pointermove', this.onMove)
    addEventListener('pointerup', this.onUp)
    addEventListener('pointercancel', this.onCancel)
    addEventListener('keydown', this.onKey)
    addEventListener('touchmove', this.onTouch, { passive: false })
  }

  private end(): void {
    clearTimeout(this.resting)
    removeEventListener('pointermove', this.onMove)
    removeEventListener('pointerup', this.onUp)
    removeEventListener('pointercancel', this.onCancel)
    removeEventListener('keydown', this.onKey)
    removeEventListener('touchmove', this.onTouch)
  }

  private readonly onMove = (now: PointerEvent): void => {
    if (now.pointerId !== this.from.pointerId) return
    if (!lift.peek()) {
      if (Math.hypot(now.clientX - this.from.clientX, now.clientY - this.from.clientY) <= slack) return
      if (this.isTouch) return this.end()
      pickUp(this.booking)
    }
    scrollAtEdge(now, this.frame)
    const { column, minute } = pointOn(now, this.area)
    hover(column, minute - this.grab)
  }

  private readonly onUp = (now: PointerEvent): void => {
    if (now.pointerId !== this.from.pointerId) return
    this.end()
    if (!lift.peek()) return
    noClick()
    drop()
  }

  private readonly onCancel = (): void => {
    this.end()
    letGo()
  }

  private readonly onKey = (pressed: KeyboardEvent): void => {
    if (pressed.key === 'Escape' && lift.peek()) this.onCancel()
  }

  // A finger that has lifted a visit moves it, not the page.
  private readonly onTouch = (touch: TouchEvent): void => {
    if (lift.peek()) touch.preventDefault()
  }
}

export function startDrag(event: PointerEvent, booking: Booking, area: HTMLElement): void {
  if (event.button === 0 && !lift.peek()) new Drag(event, booking, area)
}

// Which column of the day, and which minute of it, a point of the screen lies on.
export function pointOn(event: MouseEvent, area: HTMLElement): { column: number; minute: number } {
  const box = area.getBoundingClientRect()
  const isRightToLeft = document.documentElement.dir === 'rtl'
  const column = columnAt(event.clientX, box, columns.peek().length, isRightToLeft)
  return { column, minute: range.peek().from + (event.clientY - box.top) / perMinute }
}

function scrollAtEdge(event: PointerEvent, frame: HTMLElement): void {
  const box = frame.getBoundingClientRect()
  const along = (at: number, low: number, high: number) => (at < low + edge ? -scrollStep : at > high - edge ? scrollStep : 0)
  frame.scrollBy(along(event.clientX, box.left, box.right), along(event.clientY, box.top, box.bottom))
}

// The click that follows a drop is not meant.
function noClick(): void {
  const swallow = (click: MouseEvent) => {
    click.stopPropagation()
    click.preventDefault()
  }
  addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0)
}
