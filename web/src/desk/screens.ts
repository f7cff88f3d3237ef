// Every screen of the desk, who may see it, and what loads it. The management screens come from ./manage when first opened.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Role } from './session'
import type { Key } from './words'
import { language, switchLanguage } from './words'

export type ManageName = 'rules' | 'generation' | 'catalogue' | 'staff' | 'dashboard' | 'explain'

export interface Screen {
  name: 'day' | 'bookings' | ManageName
  label: Key
  roles: readonly Role[]
  isManagement: boolean
}

const desk: readonly Role[] = ['frontdesk', 'manager', 'admin']
const managers: readonly Role[] = ['manager', 'admin']

export const screens: readonly Screen[] = [
  { name: 'day', label: 'navDay', roles: ['stylist', ...desk], isManagement: false },
  { name: 'bookings', label: 'navBookings', roles: desk, isManagement: false },
  { name: 'dashboard', label: 'navDashboard', roles: desk, isManagement: true },
  { name: 'rules', label: 'navRules', roles: desk, isManagement: true },
  { name: 'generation', label: 'navGeneration', roles: desk, isManagement: true },
  { name: 'catalogue', label: 'navCatalogue', roles: managers, isManagement: true },
  { name: 'staff', label: 'navStaff', roles: managers, isManagement: true },
  { name: 'explain', label: 'navExplain', roles: desk, isManagement: true },
]

export const screensFor = (role: Role): Screen[] => screens.filter((one) => one.roles.includes(role))

// The screens that have been loaded; null while they load.
export const manage = signal<Record<ManageName, ComponentType> | null>(null)
export const hasManageFailed = signal(false)

export async function loadManage(): Promise<void> {
  if (manage.peek()) return
  hasManageFailed.value = false
  try {
    const loaded = await import('./manage')
    await switchLanguage(language.peek())
    manage.value = loaded.screens
  } catch {
    hasManageFailed.value = true
  }
}
