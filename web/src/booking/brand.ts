// What the salons are called together; null until it is known.
import { signal } from '@preact/signals'
import { ask, client } from '../shared/api'
import { t } from '../shared/i18n'
import { place } from './catalog'

export const brand = signal<string | null>(null)

export async function loadBrand(): Promise<void> {
  const outcome = await ask((signal) => client.GET('/v1/brand', { signal }))
  brand.value = 'data' in outcome ? outcome.data.name : ''
}

// Most salons carry the brand's name in their own.
export function pageTitle(): string {
  const salon = place.value?.name ?? ''
  const name = brand.value ?? ''
  if (!salon) return name ? t('bookingAt', { place: name }) : t('book')
  const title = t('bookingAt', { place: salon })
  return salon.includes(name) ? title : `${title} · ${name}`
}
