// The management screens: each is a component under its name in the address.
import type { ComponentType } from 'preact'
import type { ManageName } from '../screens'
import { Skeleton } from '../parts'

const coming = () => <Skeleton rows={4} />

export const screens: Record<ManageName, ComponentType> = {
  rules: coming,
  generation: coming,
  catalogue: coming,
  staff: coming,
  dashboard: coming,
  explain: coming,
}
