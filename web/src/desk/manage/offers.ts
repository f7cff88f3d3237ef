// The services and stylists of the salon in view, as everybody at the desk may know them: for choosing and for naming.
import { all, client, type Outcome } from '../api'
import { place } from '../places'
import { type Loading, useLoading } from './loading'
import { t } from './words'

export interface Named {
  id: string
  name: string
}
export interface Offers {
  services: Named[]
  stylists: Named[]
}

async function load(id: string, signal: AbortSignal): Promise<Outcome<Offers>> {
  const part = (cursor: string | undefined) => ({ path: { id }, query: { limit: 200, cursor } })
  const [services, stylists] = await Promise.all([
    all((cursor, limit) => client.GET('/v1/locations/{id}/services', { params: part(cursor), signal: limit }), signal),
    all((cursor, limit) => client.GET('/v1/locations/{id}/stylists', { params: part(cursor), signal: limit }), signal),
  ])
  if ('problem' in services) return services
  if ('problem' in stylists) return stylists
  return { data: { services: services.data, stylists: stylists.data }, isReplay: false }
}

export function useOffers(): Loading<Offers> {
  const id = place.value!.id
  return useLoading(id, (signal) => load(id, signal))
}

export const nameIn = (known: readonly Named[], id: string | null): string =>
  id === null ? '' : (known.find((one) => one.id === id)?.name ?? t('notOffered'))

export const optionsOf = (known: readonly Named[], none: string) => [
  { value: '', label: none },
  ...known.map((one) => ({ value: one.id, label: one.name })),
]
