// The salons that whoever is signed in works at, and the one that the desk is looking at.
import { computed, signal } from '@preact/signals'
import { all, client, explain, type Location } from './api'
import { account } from './session'

export const locations = signal<Location[] | null>(null)
export const locationsProblem = signal<string | null>(null)
const remembered = 'salon.desk.location'
const chosen = signal<string | null>(recall())

export const place = computed<Location | null>(() => {
  const known = locations.value ?? []
  return known.find((one) => one.id === chosen.value) ?? known[0] ?? null
})

function recall(): string | null {
  try {
    return localStorage.getItem(remembered)
  } catch {
    return null
  }
}

export function choosePlace(id: string): void {
  chosen.value = id
  try {
    localStorage.setItem(remembered, id)
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export async function loadPlaces(): Promise<void> {
  const who = account.peek()
  if (!who) return
  locationsProblem.value = null
  const outcome = await all((cursor, signal) =>
    client.GET('/v1/locations', { params: { query: { limit: 200, cursor } }, signal }),
  )
  if ('problem' in outcome) {
    locationsProblem.value = explain(outcome.problem)
    return
  }
  const isTheirs = (one: Location) => who.role === 'admin' || who.location_ids.includes(one.id)
  locations.value = outcome.data.filter(isTheirs)
}
