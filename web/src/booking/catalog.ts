// What the customer has chosen, kept in the address so that Back, reload and a link work, and what the server says of it.
import { batch, computed, effect, signal } from '@preact/signals'
import { ask, client, type Dates, type Location, type Outcome, type Problem, type Service, type Slots, type Stylist } from '../shared/api'
import { addDays } from '../shared/format'

export interface Choice {
  location: string | null
  service: string | null
  stylist: string | null // null: anyone
  date: string | null // null: the first that has a free time
}

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const nothing: Choice = { location: null, service: null, stylist: null, date: null }
export const choice = signal<Choice>(readAddress())

export const locations = signal<Location[] | null>(null)
export const services = signal<Service[] | null>(null)
export const stylists = signal<Stylist[] | null>(null)
export const dates = signal<Dates | null>(null)
export const slots = signal<Slots | null>(null)
export const failure = signal<Problem | null>(null)
export const isRevealing = signal(false)
export const isPicking = signal(true) // a visit that is only looked at asks for no times

export const place = computed(() => locations.value?.find((one) => one.id === choice.value.location) ?? null)
export const isPlaceComing = computed(() => choice.value.location !== null && locations.value === null)
export const service = computed(() => services.value?.find((one) => one.id === choice.value.service) ?? null)
export const stylist = computed(() => stylists.value?.find((one) => one.id === choice.value.stylist) ?? null)
export const today = computed(() => dates.value?.dates[0]?.date ?? null)

function readAddress(): Choice {
  const query = new URLSearchParams(location.search)
  const read = (name: string, form: RegExp) => form.exec(query.get(name) ?? '')?.[0] ?? null
  return {
    location: read('location', id),
    service: read('service', id),
    stylist: read('stylist', id),
    date: read('date', /^\d{4}-\d\d-\d\d$/),
  }
}

function addressOf(next: Choice): string {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(next)) {
    if (value) query.set(name, value)
    else query.delete(name)
  }
  return `${location.pathname}${query.size ? `?${query}` : ''}${location.hash}`
}

export function choose(change: Partial<Choice>): void {
  const next = { ...choice.peek(), ...change }
  const isStep = next.location !== choice.peek().location || next.service !== choice.peek().service
  history[isStep ? 'pushState' : 'replaceState'](null, '', addressOf(next))
  choice.value = next
}

export const chooseLocation = (id: string | null): void => choose({ ...nothing, location: id })
export const chooseService = (id: string | null): void => choose({ service: id, stylist: null, date: null })
export const chooseStylist = (id: string | null): void => choose({ stylist: id, date: null })
export const chooseDate = (date: string): void => choose({ date })

addEventListener('popstate', () => (choice.value = readAddress()))

// Each question cancels the one before it: what a slow network still brings belongs to another choice.
class Question<T> {
  private running: AbortController | null = null

  constructor(private readonly onMissing: () => void = () => {}) {}

  async run(send: (signal: AbortSignal) => Promise<Outcome<T>>, take: (data: T) => void): Promise<void> {
    this.running?.abort()
    const mine = new AbortController()
    this.running = mine
    const outcome = await send(mine.signal)
    if (mine.signal.aborted) return
    if (!('problem' in outcome)) take(outcome.data)
    else if (outcome.problem.status === 404) this.onMissing()
    else failure.value = outcome.problem
  }

  cancel(): void {
    this.running?.abort()
  }
}

// A link may name what is not offered any more: then the choice is open again.
const forgetAll = () => (choice.value = nothing)
const forgetService = () => (choice.value = { ...nothing, location: choice.peek().location })

const locationsAsked = new Question<{ items: Location[] }>()
const servicesAsked = new Question<{ items: Service[] }>(forgetAll)
const stylistsAsked = new Question<{ items: Stylist[] }>(forgetService)
const datesAsked = new Question<Dates>(forgetService)
const slotsAsked = new Question<Slots>(forgetService)
const all = { limit: 200 }

// As the page's head asks, whose answer is only taken by a question that is the same to a cookie.
export function loadLocations(): Promise<void> {
  const manner = { params: { query: all }, credentials: 'same-origin' } as const
  const send = (signal: AbortSignal) => ask((limit) => client.GET('/v1/locations', { ...manner, signal: limit }), { signal })
  return locationsAsked.run(send, ({ items }) =>
    batch(() => {
      locations.value = items
      const known = items.some((one) => one.id === choice.peek().location)
      if (!known) choice.value = { ...nothing, location: items.length === 1 ? items[0]!.id : null }
    }),
  )
}

function loadServices(id: string): Promise<void> {
  const params = { path: { id }, query: all }
  const send = (signal: AbortSignal) =>
    ask((limit) => client.GET('/v1/locations/{id}/services', { params, signal: limit }), { signal })
  return servicesAsked.run(send, ({ items }) =>
    batch(() => {
      services.value = items
      const wished = choice.peek().service
      if (wished && !items.some((one) => one.id === wished)) choice.value = { ...nothing, location: id }
    }),
  )
}

function loadStylists(id: string, service_id: string): Promise<void> {
  const params = { path: { id }, query: { ...all, service_id } }
  const send = (signal: AbortSignal) =>
    ask((limit) => client.GET('/v1/locations/{id}/stylists', { params, signal: limit }), { signal })
  return stylistsAsked.run(send, ({ items }) => (stylists.value = items))
}

interface Wish {
  location_id: string
  service_id: string
  stylist_id?: string
}

// As far as the salon lets people book, and no further than one question may reach.
function loadDates(wish: Wish, horizonDays: number): Promise<void> {
  const to = addDays(new Date().toISOString().slice(0, 10), Math.min(horizonDays, 90))
  const send = (signal: AbortSignal) =>
    ask((limit) => client.GET('/v1/dates', { params: { query: { ...wish, to } }, signal: limit }), { signal })
  return datesAsked.run(send, (found) =>
    batch(() => {
      dates.value = found
      const wished = choice.peek().date
      const isKnown = found.dates.some((day) => day.date === wished)
      if (!isKnown && found.next_available) choose({ date: found.next_available })
    }),
  )
}

function loadSlots(wish: Wish, date: string, reveal = 1): Promise<void> {
  const query = { ...wish, date, ...(reveal > 1 ? { reveal } : {}) }
  const send = (signal: AbortSignal) =>
    ask((limit) => client.GET('/v1/slots', { params: { query }, signal: limit }), { signal })
  return slotsAsked.run(send, (found) => (slots.value = found))
}

function wishOf(current: Choice): Wish | null {
  if (!current.location || !current.service) return null
  const wish: Wish = { location_id: current.location, service_id: current.service }
  return current.stylist ? { ...wish, stylist_id: current.stylist } : wish
}

let reveals = 1

export async function revealMore(): Promise<void> {
  const wish = wishOf(choice.peek())
  const date = choice.peek().date
  if (!wish || !date) return
  isRevealing.value = true
  await loadSlots(wish, date, ++reveals)
  isRevealing.value = false
}

// The day's times and the days' counts once more, what is on the screen staying there meanwhile.
export async function refresh(): Promise<void> {
  const wish = wishOf(choice.peek())
  const { date } = choice.peek()
  if (!wish || !place.peek() || !isPicking.peek()) return
  const days = loadDates(wish, place.peek()!.horizon_days)
  if (date) await loadSlots(wish, date, reveals)
  await days
}

const longestUnseen = 120_000

// Who comes back to the page after a while sees what is free now.
export function refreshAfterAbsence(): void {
  let left = 0
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) left = performance.now()
    else if (performance.now() - left > longestUnseen) void refresh()
  })
}

// What is asked follows from what is chosen.
export function followChoices(): void {
  const locationId = computed(() => (locations.value ? choice.value.location : null))
  const wished = computed(() => {
    const wish = place.value && isPicking.value ? wishOf(choice.value) : null
    return wish ? JSON.stringify(wish) : null
  })
  const wishedService = computed(() => (place.value ? choice.value.service : null))

  effect(() => {
    const id = locationId.value
    services.value = null
    if (id) void loadServices(id)
  })
  effect(() => {
    const id = wishedService.value
    stylists.value = null
    const at = locationId.peek()
    if (id && at) void loadStylists(at, id)
  })
  effect(() => {
    const text = wished.value
    datesAsked.cancel()
    dates.value = null
    if (text) void loadDates(JSON.parse(text) as Wish, place.peek()!.horizon_days)
  })
  effect(() => {
    const text = wished.value
    const { date } = choice.value
    slotsAsked.cancel()
    slots.value = null
    reveals = 1
    if (text && date) void loadSlots(JSON.parse(text) as Wish, date)
  })
}
