// What the salons are called together; null until it is known.
import { signal } from '@preact/signals'
import { ask, type Reply } from '../shared/api'
import { t } from '../shared/i18n'
import { place } from './catalog'

export const brand = signal<string | null>(null)

async function question(signal: AbortSignal): Promise<Reply<{ name: string }>> {
  const response = await fetch('/v1/brand', { credentials: 'omit', signal })
  const body: unknown = await response.json()
  return response.ok ? { data: body as { name: string }, response } : { error: body, response }
}

export async function loadBrand(): Promise<void> {
  const outcome = await ask(question)
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
