// What a rule would do to the days ahead: asked of the server, which makes the times, and not worked out here.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Problem } from '../api'
import { type Ahead, bodyOf, previewDays, type RuleDraft } from './rule'
import { type Body, post, type Report } from './store'

export interface Preview {
  days: { from: string; to: string }
  report: Report | null
  problem: Problem | null
}

interface Asked extends Ahead {
  location: string
  instead: string | null
  isRemoved?: boolean
}

const restBeforeAsking = 350 // ms without a keystroke

export const previewBody = (draft: RuleDraft, { location, instead, isRemoved, ...ahead }: Asked): Body => ({
  location_id: location,
  ...previewDays(draft, ahead),
  dry_run: true,
  ...(isRemoved ? {} : { rule: bodyOf(draft) }),
  ...(instead ? { instead_of: instead } : {}),
})

export function usePreview(
  draft: Signal<RuleDraft>,
  asked: Asked,
): { preview: Signal<Preview | null>; isAsking: Signal<boolean> } {
  const preview = useSignal<Preview | null>(null)
  const isAsking = useSignal(true)
  const body = JSON.stringify(previewBody(draft.value, asked))
  useEffect(() => {
    let isCurrent = true
    isAsking.value = true
    const timer = setTimeout(async () => {
      const outcome = await post<Report>('/admin/v1/slots/generate', JSON.parse(body) as Body)
      if (!isCurrent) return
      isAsking.value = false
      const days = previewDays(draft.peek(), asked)
      preview.value =
        'problem' in outcome ? { days, report: null, problem: outcome.problem } : { days, report: outcome.data, problem: null }
    }, restBeforeAsking)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [body])
  return { preview, isAsking }
}
