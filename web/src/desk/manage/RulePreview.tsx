// Beside the form of a rule: the days that it would change, or the rule that it may not stand beside.
import { useEffect } from 'preact/hooks'
import { formatDay } from '../../shared/format'
import { announce } from '../../shared/live'
import type { Problem } from '../api'
import { Notice, Skeleton } from '../parts'
import { Conflicts } from './Conflicts'
import { wordsFor } from './editing'
import type { Offers } from './offers'
import type { Preview } from './preview'
import { DaysTable, Sums } from './ReportView'
import { idIn } from './rule'
import { RuleRow } from './RulesScreen'
import type { Location, Rule } from './store'
import { t } from './words'

interface RulePreviewProps {
  preview: Preview | null
  isAsking: boolean
  refusal: Problem | null // of the form itself
  rules: Rule[]
  offers: Offers
  here: Location
}

export function RulePreview(props: RulePreviewProps) {
  const { preview, isAsking, refusal } = props
  const isOverlap = refusal?.code === 'RULE_OVERLAP' || preview?.problem?.code === 'RULE_OVERLAP'
  const state = !preview ? 'waiting' : isOverlap ? 'overlap' : preview.problem ? 'open' : 'told'
  useEffect(() => {
    if (state === 'overlap') announce(t('ruleOverlap'))
  }, [state])
  return (
    <section class="preview" aria-label={t('preview')} aria-busy={isAsking} data-preview={state}>
      <h2>{t('preview')}</h2>
      {!preview && <Skeleton rows={4} />}
      {isOverlap && <Overlap {...props} />}
      {preview && !isOverlap && <Told preview={preview} here={props.here} />}
    </section>
  )
}

function Overlap({ preview, refusal, rules, offers, here }: RulePreviewProps) {
  const detail = (refusal?.code === 'RULE_OVERLAP' ? refusal : preview?.problem)?.detail ?? ''
  const other = rules.find((one) => one.id === idIn(detail))
  return (
    <>
      <Notice>{t('ruleOverlap')}</Notice>
      {other && (
        <>
          <p class="quiet">{t('otherRule')}</p>
          <ul class="ledger">
            <RuleRow rule={other} offers={offers} here={here} />
          </ul>
        </>
      )}
    </>
  )
}

function Told({ preview, here }: { preview: Preview; here: Location }) {
  const { report, problem, days } = preview
  if (problem?.code === 'VALIDATION_FAILED') return <p class="quiet">{t('previewIncomplete')}</p>
  if (!report) return <Notice>{problem ? wordsFor(problem) : ''}</Notice>
  const span = { from: formatDay(days.from, here, 'short'), to: formatDay(days.to, here, 'short') }
  const words = days.from === days.to ? t('previewOn', { day: span.from }) : t('previewFrom', span)
  return (
    <>
      <p class="quiet">{words}</p>
      <Sums report={report} />
      <Conflicts report={report} here={here} />
      <DaysTable report={report} place={here} />
    </>
  )
}
