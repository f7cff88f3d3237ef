import { describe, expect, it } from 'vitest'
import { beside, busyOf, closedOf, columnAt, lanesOf, meetAny, nearest, processingOf, rangeOf, stretchOf } from '../src/desk/day/plan'

const colour = {
  phases: [{ minutes: 30, active: true }, { minutes: 35, active: false }, { minutes: 25, active: true }],
  duration_minutes: 90,
  buffer_before_minutes: 0,
  buffer_after_minutes: 5,
}

describe('a visit in its day', () => {
  it('starts by the wall clock and lasts by real time', () => {
    const visit = { local_start: '2027-03-28T00:30:00+00:00', start_at: '2027-03-28T00:30:00Z', end_at: '2027-03-28T01:30:00Z' }
    expect(stretchOf('2027-03-28', visit)).toEqual({ from: 30, to: 90 })
  })

  it('of the night before or after stands outside of it', () => {
    const late = { local_start: '2027-03-02T00:15:00+04:00', start_at: '2027-03-01T20:15:00Z', end_at: '2027-03-01T20:45:00Z' }
    expect(stretchOf('2027-03-01', late)).toEqual({ from: 1455, to: 1485 })
  })

  it('leaves the stylist free while the colour works', () => {
    expect(processingOf(colour, 90)).toEqual([{ from: 30, to: 65 }])
  })

  it('is longer or shorter in its last active phase when the stylist takes a time of their own', () => {
    expect(processingOf(colour, 100)).toEqual([{ from: 30, to: 65 }])
    expect(busyOf(colour, { from: 600, to: 700 })).toEqual([{ from: 600, to: 630 }, { from: 665, to: 700 }, { from: 700, to: 705 }])
  })

  it('lets another one into its processing, and none into its active phases or buffers', () => {
    const busy = busyOf(colour, { from: 600, to: 690 })
    expect(meetAny([{ from: 630, to: 665 }], busy)).toBe(false)
    expect(meetAny([{ from: 630, to: 670 }], busy)).toBe(true)
    expect(meetAny([{ from: 690, to: 720 }], busy)).toBe(true)
    expect(meetAny([{ from: 695, to: 720 }], busy)).toBe(false)
  })
})

describe('visits of one column', () => {
  it('have its whole width when they do not meet', () => {
    expect(lanesOf([{ from: 600, to: 630 }, { from: 630, to: 660 }])).toEqual([{ lane: 0, of: 1 }, { lane: 0, of: 1 }])
  })

  it('stand side by side when they meet, and reuse a lane that is free again', () => {
    const met = lanesOf([{ from: 600, to: 690 }, { from: 630, to: 650 }, { from: 650, to: 680 }, { from: 690, to: 720 }])
    expect(met).toEqual([{ lane: 0, of: 2 }, { lane: 1, of: 2 }, { lane: 1, of: 2 }, { lane: 0, of: 1 }])
  })

  it('need room to be read: a very short one is not drawn under the next', () => {
    expect(lanesOf([{ from: 600, to: 605 }, { from: 610, to: 615 }])).toEqual([{ lane: 0, of: 2 }, { lane: 1, of: 2 }])
  })

  it('keep the order they came in, whatever the order of their starts', () => {
    expect(lanesOf([{ from: 630, to: 690 }, { from: 600, to: 660 }])).toEqual([{ lane: 1, of: 2 }, { lane: 0, of: 2 }])
  })
})

describe('the hours of a day', () => {
  it('are closed where nothing is on sale', () => {
    const open = [{ from: 840, to: 1020 }, { from: 600, to: 645 }, { from: 615, to: 780 }]
    expect(closedOf(open, { from: 540, to: 1080 })).toEqual([{ from: 540, to: 600 }, { from: 780, to: 840 }, { from: 1020, to: 1080 }])
  })

  it('are all closed when there is nothing at all', () => {
    expect(closedOf([], { from: 540, to: 600 })).toEqual([{ from: 540, to: 600 }])
  })

  it('are whole ones round everything there is', () => {
    expect(rangeOf([{ from: 615, to: 645 }, { from: 1010, to: 1050 }])).toEqual({ from: 600, to: 1080 })
    expect(rangeOf([])).toEqual({ from: 540, to: 1080 })
  })
})

describe('where a visit can be put', () => {
  const targets = [{ from: 600, to: 630 }, { from: 630, to: 660 }, { from: 720, to: 750 }]

  it('is the time next to the hand; of two as near, the earlier', () => {
    expect(nearest(targets, 641)!.from).toBe(630)
    expect(nearest(targets, 615)!.from).toBe(600)
    expect(nearest(targets, 9999)!.from).toBe(720)
    expect(nearest([], 600)).toBeNull()
  })

  it('is the time before or after, over closed hours', () => {
    expect(beside(targets, 630, 1)!.from).toBe(720)
    expect(beside(targets, 630, -1)!.from).toBe(600)
    expect(beside(targets, 720, 1)).toBeNull()
  })

  it('counts columns from where reading begins', () => {
    const box = { left: 100, right: 500 }
    expect(columnAt(110, box, 4, false)).toBe(0)
    expect(columnAt(110, box, 4, true)).toBe(3)
    expect(columnAt(499, box, 4, true)).toBe(0)
    expect(columnAt(-50, box, 4, false)).toBe(0)
    expect(columnAt(900, box, 4, false)).toBe(3)
  })
})
