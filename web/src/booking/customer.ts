// Who has an account here, and the part of the page for those who come back. A first visit needs none of it: it is loaded
// when somebody asks for it, holds a time, or was signed in here before. In another page's frame there are no cookies, and
// so no accounts.
import { signal } from '@preact/signals'
import { sendBy } from '../shared/api'
import type { Account } from './account/session'
import { isFramed } from './embed'

type Part = typeof import('./account')

export const customer = signal<Account | null>(null)
export const part = signal<Part | null>(null)
export const hasPartFailed = signal(false)
export const isAtVisits = signal(false)

const name = 'salon.customer'
let loading: Promise<Part> | null = null

// Whoever comes back is known before anything is asked in their name.
async function open(): Promise<Part> {
  const found = await import('./account')
  await found.open()
  sendBy(async () => found.send)
  part.value = found
  return found
}

export function loadPart(): Promise<Part> {
  loading ??= open().catch((reason: unknown) => {
    loading = null
    throw reason
  })
  return loading
}

export async function showPart(): Promise<void> {
  hasPartFailed.value = false
  await loadPart().catch(() => (hasPartFailed.value = true))
}

export function rememberCustomer(isHere: boolean): void {
  try {
    if (isHere) localStorage.setItem(name, 'here')
    else localStorage.removeItem(name)
  } catch {
    // Without storage they sign in each time.
  }
}

export function wasCustomerHere(): boolean {
  try {
    return !isFramed && localStorage.getItem(name) !== null
  } catch {
    return false
  }
}

export function readVisitsAddress(): void {
  isAtVisits.value = !isFramed && location.hash === '#visits'
}

readVisitsAddress()
if (wasCustomerHere()) {
  sendBy(async () => (await loadPart()).send)
  void loadPart().catch(() => {})
}
