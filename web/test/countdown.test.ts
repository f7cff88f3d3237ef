import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Countdown } from '../src/shared/countdown'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a countdown', () => {
  it('counts what was left by the server, whatever the date is here', () => {
    vi.setSystemTime('2001-01-01T00:00:00Z')
    const seen: number[] = []
    const countdown = new Countdown('2027-03-01T09:00:00Z', '2027-03-01T09:00:03Z', (left) => void seen.push(left))
    expect(countdown.left.value).toBe(3)
    vi.advanceTimersByTime(3100)
    expect(seen).toEqual([3, 2, 1, 0])
  })

  it('is over at once when it comes too late', () => {
    expect(new Countdown('2027-03-01T09:00:00Z', '2027-03-01T08:59:59Z').left.value).toBe(0)
  })

  it('tells nobody any more once it is stopped', () => {
    const seen: number[] = []
    const countdown = new Countdown('2027-03-01T09:00:00Z', '2027-03-01T09:00:03Z', (left) => void seen.push(left))
    countdown.stop()
    vi.advanceTimersByTime(5000)
    expect(seen).toEqual([3])
  })
})
