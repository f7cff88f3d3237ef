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

const isRightToLeft = (): boolean => document.documentElement.dir === 'rtl'

export function startDrag(event: PointerEvent, booking: Booking, area: HTMLElement): void {
  if (event.button !== 0 || lift.peek()) return
  const frame = area.closest<HTMLElement>('.day-frame')!
  const isTouch = event.pointerType !== 'mouse'
  const from = { x: event.clientX, y: event.clientY }
  const grab = minuteAt(event.clientY, area) - stretchOf(date.peek(), booking).from
  const resting = isTouch ? setTimeout(raise, rest) : undefined

  function raise(): void {
    pickUp(booking)
  }

  function onMove(now: PointerEvent): void {
    if (now.pointerId !== event.pointerId) return
    const isFar = Math.hypot(now.clientX - from.x, now.clientY - from.y) > slack
    if (!lift.peek()) {
      if (!isFar) return
      if (isTouch) return end()
      raise()
    }
    scrollAtEdge(now, frame)
    const box = area.getBoundingClientRect()
    hover(columnAt(now.clientX, box, columns.peek().length, isRightToLeft()), minuteAt(now.clientY, area) - grab)
  }

  function onUp(now: PointerEvent): void {
    if (now.pointerId !== event.pointerId) return
    const wasLifted = lift.peek() !== null
    end()
    if (!wasLifted) return
    noClick()
    drop()
  }

  function onCancel(): void {
    end()
    letGo()
  }

  function onKey(pressed: KeyboardEvent): void {
    if (pressed.key === 'Escape' && lift.peek()) onCancel()
  }

  // A finger that has lifted a visit moves it, not the page.
  function onTouch(touch: TouchEvent): void {
    if (lift.peek()) touch.preventDefault()
  }

  function end(): void {
    clearTimeout(resting)
    removeEventListener('pointermove', onMove)
    removeEventListener('pointerup', onUp)
    removeEventListener('pointercancel', onCancel)
    removeEventListener('keydown', onKey)
    removeEventListener('touchmove', onTouch)
  }

  addEventListener('pointermove', onMove)
  addEventListener('pointerup', onUp)
  addEventListener('pointercancel', onCancel)
  addEventListener('keydown', onKey)
  addEventListener('touchmove', onTouch, { passive: false })
}

const minuteAt = (y: number, area: HTMLElement): number => range.peek().from + (y - area.getBoundingClientRect().top) / perMinute

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
