// The visits of whoever is signed in: those to come, the soonest first, and the others, the latest first.
import { batch, computed, signal } from '@preact/signals'
import { ask, type Booking, client, type Outcome, type Problem } from '../../shared/api'
import { details, setDetails } from '../hold'

export const visits = signal<Booking[] | null>(null)
export const visitsProblem = signal<Problem | null>(null)
const names = signal<ReadonlyMap<string, string>>(new Map())

// A time that was only held was no visit.
const isVisit = ({ status }: Booking): boolean => status === 'confirmed' || status === 'cancelled'
const isComing = (one: Booking): boolean =>
  one.status === 'confirmed' && Date.parse(one.end_at) > Date.parse(one.server_now)

export const coming = computed(() => visits.value?.filter((one) => isVisit(one) && isComing(one)) ?? [])
export const past = computed(() => visits.value?.filter((one) => isVisit(one) && !isComing(one)).reverse() ?? [])

export const nameOf = (id: string | null): string => (id && names.value.get(id)) ?? ''

async function everyPage(): Promise<Outcome<Booking[]>> {
  const items: Booking[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 200, ...(cursor ? { cursor } : {}) }
    const outcome = await ask((signal) => client.GET('/v1/bookings', { params: { query }, signal }))
    if ('problem' in outcome) return outcome
    items.push(...outcome.data.items)
    cursor = outcome.data.next_cursor ?? undefined
  } while (cursor)
  return { data: items, isReplay: false }
}

export async function loadVisits(): Promise<void> {
  const outcome = await everyPage()
  batch(() => {
    visitsProblem.value = 'problem' in outcome ? outcome.problem : null
    if ('data' in outcome) visits.value = outcome.data
  })
  if (!('data' in outcome)) return
  fillInDetails(outcome.data)
  await loadNames(new Set(outcome.data.filter(isVisit).map((one) => one.location_id)))
}

export function forgetVisits(): void {
  visits.value = null
  visitsProblem.value = null
}

// What the salon was told last time.
function fillInDetails(all: Booking[]): void {
  const last = all.findLast((one) => isVisit(one) && one.customer_name)
  const { name, phone } = details.peek()
  if (last) setDetails({ name: name || (last.customer_name ?? ''), phone: phone || (last.customer_phone ?? '') })
}

const all = { limit: 200 }

async function loadNames(locations: Set<string>): Promise<void> {
  const asked = [...locations].map(async (id) => {
    const params = { path: { id }, query: all }
    const found = await Promise.all([
      ask((signal) => client.GET('/v1/locations/{id}/services', { params, signal })),
      ask((signal) => client.GET('/v1/locations/{id}/stylists', { params, signal })),
    ])
    return found.flatMap((outcome): { id: string; name: string }[] => ('data' in outcome ? outcome.data.items : []))
  })
  const known = (await Promise.all(asked)).flat()
  names.value = new Map([...names.peek(), ...known.map(({ id, name }): [string, string] => [id, name])])
}
