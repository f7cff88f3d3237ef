// What is offered at the salon that the desk is looking at, and by whom.
import { computed, signal } from '@preact/signals'
import { all, client, type Problem, type Service, type Stylist } from './api'

interface Catalog {
  location: string
  services: Service[]
  stylists: Stylist[]
}

export const catalog = signal<Catalog | null>(null)
export const services = computed(() => new Map(catalog.value?.services.map((one) => [one.id, one])))
export const stylists = computed(() => new Map(catalog.value?.stylists.map((one) => [one.id, one])))

export const serviceName = (id: string): string => services.value.get(id)?.name ?? ''
export const stylistName = (id: string | null): string => (id && stylists.value.get(id)?.name) ?? ''

export async function loadCatalog(location: string, signal?: AbortSignal): Promise<Problem | null> {
  const here = (cursor: string | undefined) => ({ path: { id: location }, query: { limit: 200, cursor } })
  const [offered, people] = await Promise.all([
    all((cursor, limit) => client.GET('/v1/locations/{id}/services', { params: here(cursor), signal: limit }), signal),
    all((cursor, limit) => client.GET('/v1/locations/{id}/stylists', { params: here(cursor), signal: limit }), signal),
  ])
  if ('problem' in offered) return offered.problem
  if ('problem' in people) return people.problem
  catalog.value = { location, services: offered.data, stylists: people.data }
  return null
}
