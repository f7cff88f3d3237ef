// A service as it is typed: its length follows its phases where it has any.
import { numberOf, textOf } from './editing'
import { priceMinor, priceText } from './figures'
import type { Body, Service } from './store'

export interface PhaseDraft {
  minutes: string
  isActive: boolean
}

export interface ServiceDraft {
  name: string
  category: string
  description: string
  duration: string
  price: string
  skill: string
  before: string
  after: string
  needsStylist: boolean
  isActive: boolean
  phases: PhaseDraft[]
}

export function serviceDraft(service: Service | null, currency: string): ServiceDraft {
  return {
    name: service?.name ?? '',
    category: service?.category ?? '',
    description: service?.description ?? '',
    duration: textOf(service?.duration_minutes ?? 30),
    price: service ? priceText(service.price_minor, currency) : '',
    skill: service?.required_skill ?? '',
    before: textOf(service?.buffer_before_minutes ?? 0),
    after: textOf(service?.buffer_after_minutes ?? 0),
    needsStylist: service?.requires_stylist ?? true,
    isActive: service?.active ?? true,
    phases: (service?.phases ?? []).map((phase) => ({ minutes: textOf(phase.minutes), isActive: phase.active })),
  }
}

// One phase in which the stylist is busy all the time says no more than the length does.
export const isPlain = (phases: readonly PhaseDraft[]): boolean =>
  phases.length === 0 || (phases.length === 1 && phases[0]!.isActive)

export const phaseMinutes = (phases: readonly PhaseDraft[]): number =>
  phases.reduce((sum, phase) => sum + (Number(phase.minutes) || 0), 0)

export function serviceBody(draft: ServiceDraft, currency: string): Body {
  const hasPhases = !isPlain(draft.phases)
  return {
    name: draft.name.trim(),
    category: draft.category.trim() || null,
    description: draft.description.trim() || null,
    duration_minutes: hasPhases ? phaseMinutes(draft.phases) : numberOf(draft.duration),
    price_minor: priceMinor(draft.price || '0', currency),
    required_skill: draft.skill.trim() || null,
    buffer_before_minutes: numberOf(draft.before) ?? 0,
    buffer_after_minutes: numberOf(draft.after) ?? 0,
    requires_stylist: draft.needsStylist,
    active: draft.isActive,
    phases: hasPhases ? draft.phases.map((phase) => ({ minutes: numberOf(phase.minutes), active: phase.isActive })) : null,
  }
}
