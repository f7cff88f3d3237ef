// Where things stand in a day, in minutes since its midnight by the salon's clock. Stretches are half-open: [from, to).
export interface Stretch {
  from: number
  to: number
}

export interface Timed {
  local_start: string
  start_at: string
  end_at: string
}

interface Phase {
  minutes: number
  active: boolean
}

export interface Timing {
  phases: readonly Phase[]
  duration_minutes: number
  buffer_before_minutes: number
  buffer_after_minutes: number
}

const minute = 60_000
const shortestShown = 20 // minutes: what is shorter is drawn as if it were this long, so that it can be read and hit

// Where it starts is the wall clock's, how long it takes is real time: the hour of a clock change is no longer than others.
export function stretchOf(date: string, thing: Timed): Stretch {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const from = (Date.parse(`${thing.local_start.slice(0, 19)}Z`) - midnight) / minute
  return { from, to: from + (Date.parse(thing.end_at) - Date.parse(thing.start_at)) / minute }
}

const overlaps = (one: Stretch, other: Stretch): boolean => one.from < other.to && other.from < one.to

export const shownLength = (stretch: Stretch): number => Math.max(shortestShown, stretch.to - stretch.from)

export interface Lane {
  lane: number
  of: number
}

// Side by side, as few lanes as there is room for: whoever meets anybody shares the width with all that are in the same knot.
export function lanesOf(stretches: readonly Stretch[]): Lane[] {
  const lanes: Lane[] = stretches.map(() => ({ lane: 0, of: 1 }))
  const order = stretches.map((_, i) => i).sort((a, b) => stretches[a]!.from - stretches[b]!.from || a - b)
  let knot: number[] = []
  let ends: number[] = []
  let last = -Infinity
  const close = () => {
    for (const i of knot) lanes[i]!.of = ends.length
    knot = []
    ends = []
  }
  for (const i of order) {
    const { from } = stretches[i]!
    if (from >= last) close()
    const free = ends.findIndex((end) => end <= from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = from + shownLength(stretches[i]!)
    lanes[i]!.lane = lane
    knot.push(i)
    last = Math.max(last, ends[lane]!)
  }
  close()
  return lanes
}

// A stylist's own duration changes the last active phase, as the server has it.
function phasesOf(timing: Timing, length: number): Phase[] {
  if (timing.phases.length === 0) return [{ minutes: length, active: true }]
  const last = timing.phases.findLastIndex((phase) => phase.active)
  const more = length - timing.duration_minutes
  return timing.phases.map((phase, i) => (i === last ? { ...phase, minutes: Math.max(0, phase.minutes + more) } : phase))
}

function stretchesOf(timing: Timing, length: number, isActive: boolean): Stretch[] {
  const found: Stretch[] = []
  let at = 0
  for (const phase of phasesOf(timing, length)) {
    if (phase.active === isActive && phase.minutes > 0) found.push({ from: at, to: at + phase.minutes })
    at += phase.minutes
  }
  return found
}

// When the colour works and the stylist is free, from the visit's start.
export const processingOf = (timing: Timing, length: number): Stretch[] => stretchesOf(timing, length, false)

// When the stylist is busy with it, buffers included.
export function busyOf(timing: Timing | undefined, visit: Stretch): Stretch[] {
  if (!timing) return [visit]
  const length = visit.to - visit.from
  const active = stretchesOf(timing, length, true).map(({ from, to }) => ({ from: visit.from + from, to: visit.from + to }))
  const before = { from: visit.from - timing.buffer_before_minutes, to: visit.from }
  const after = { from: visit.to, to: visit.to + timing.buffer_after_minutes }
  return [before, ...active, after].filter((one) => one.to > one.from)
}

export const meetAny = (some: readonly Stretch[], others: readonly Stretch[]): boolean =>
  some.some((one) => others.some((other) => overlaps(one, other)))

// In order, touching ones joined.
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  for (const one of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else found.push({ ...one })
  }
  return found
}

// What is left of the whole without the open stretches.
export function closedOf(open: readonly Stretch[], whole: Stretch): Stretch[] {
  const closed: Stretch[] = []
  let at = whole.from
  for (const one of joined(open)) {
    if (one.from > at) closed.push({ from: at, to: Math.min(one.from, whole.to) })
    at = Math.max(at, one.to)
  }
  if (at < whole.to) closed.push({ from: at, to: whole.to })
  return closed.filter((one) => one.to > one.from)
}

const hour = 60
const usual: Stretch = { from: 9 * hour, to: 18 * hour }

// Whole hours round everything there is, with a little air; the usual day when there is nothing.
export function rangeOf(stretches: readonly Stretch[]): Stretch {
  if (stretches.length === 0) return usual
  const from = Math.min(...stretches.map((one) => one.from))
  const to = Math.max(...stretches.map((one) => one.from + shownLength(one)))
  return { from: Math.floor(from / hour) * hour, to: Math.ceil(to / hour) * hour }
}

// The time on sale that is next to where the hand is; of two equally near ones, the earlier.
export function nearest<Target extends Stretch>(targets: readonly Target[], from: number): Target | null {
  let best: Target | null = null
  for (const target of targets) {
    const isNearer = !best || Math.abs(target.from - from) < Math.abs(best.from - from)
    if (isNearer || (Math.abs(target.from - from) === Math.abs(best!.from - from) && target.from < best!.from)) best = target
  }
  return best
}

// The time on sale before or after another one.
export function beside<Target extends Stretch>(targets: readonly Target[], from: number, step: 1 | -1): Target | null {
  const further = targets.filter((target) => (target.from - from) * step > 0)
  return nearest(further, from)
}

// In which of so many columns of a box a point lies: the first column is where reading begins.
export function columnAt(x: number, box: { left: number; right: number }, columns: number, isRightToLeft: boolean): number {
  const along = isRightToLeft ? box.right - x : x - box.left
  const column = Math.floor((along / (box.right - box.left)) * columns)
  return Math.min(columns - 1, Math.max(0, column))
}
