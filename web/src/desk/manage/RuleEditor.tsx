// One rule, and beside it what it would do to the days ahead.
import { useSignal } from '@preact/signals'
import { place } from '../places'
import { linkTo, questions } from '../router'
import { SelectField, TextField } from '../parts'
import { Editor } from './Editor'
import { type Editing, pointsAt } from './editing'
import { todayAt } from './figures'
import { Check, Choices, Weekdays } from './inputs'
import { useKept } from './kept'
import { OfferFields } from './OfferFields'
import type { Offers } from './offers'
import { usePreview } from './preview'
import { bodyOf, draftOf, type RuleDraft, type RuleKind } from './rule'
import { RulePreview } from './RulePreview'
import type { Rule } from './store'
import { t } from './words'

interface RuleEditorProps {
  rule: Rule | null
  rules: Rule[]
  offers: Offers
}

export function RuleEditor({ rule, rules, offers }: RuleEditorProps) {
  const here = place.value!
  const today = todayAt(here.timezone)
  const stylist = questions.value.get('stylist') ?? ''
  const { editing, row, onSave, onRemove, onTheirs, onMine } = useKept({
    kind: 'availabilities',
    row: rule,
    draftOf: (kept) => (kept ? draftOf(kept) : { ...draftOf(null), stylist }),
    bodyOf: (draft, kept) => (kept ? bodyOf(draft) : { ...bodyOf(draft), location_id: here.id }),
    back: linkTo('rules'),
  })
  const isRemoving = useSignal(false)
  const asked = {
    location: here.id,
    today,
    horizon: here.horizon_days,
    instead: row.value?.id ?? null,
    isRemoved: isRemoving.value,
  }
  const { preview, isAsking } = usePreview(editing.draft, asked)
  return (
    <Editor
      title={t(rule ? 'editRule' : 'newRule')}
      back={linkTo('rules')}
      editing={editing}
      isNew={!rule}
      onSave={onSave}
      onRemove={rule ? onRemove : undefined}
      removeWords={t('removeRule')}
      onAsking={(isAsking) => (isRemoving.value = isAsking)}
      onTheirs={onTheirs}
      onMine={onMine}
      aside={
        <RulePreview
          preview={preview.value}
          isAsking={isAsking.value}
          refusal={editing.problem.value}
          rules={rules}
          offers={offers}
          here={here}
        />
      }
    >
      <RuleFields editing={editing} offers={offers} />
    </Editor>
  )
}

function RuleFields({ editing, offers }: { editing: Editing<RuleDraft>; offers: Offers }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <>
      <Choices
        label={t('ruleSays')}
        value={now.isClosed ? 'closed' : 'open'}
        options={[
          { value: 'open', label: t('open') },
          { value: 'closed', label: t('closed') },
        ]}
        onValue={(value) => set({ isClosed: value === 'closed', isAllDay: value === 'closed' && now.isAllDay })}
      />
      <SelectField
        label={t('when')}
        value={now.kind}
        options={[
          { value: 'WEEKLY', label: t('weekly') },
          { value: 'DATE_RANGE', label: t('dateRange') },
          { value: 'EXCEPTION', label: t('exception') },
        ]}
        hint={t(now.kind === 'WEEKLY' ? 'weeklyMeans' : now.kind === 'DATE_RANGE' ? 'dateRangeMeans' : 'exceptionMeans')}
        onValue={(value) => set({ kind: value as RuleKind })}
      />
      <ValidDays editing={editing} />
      <Weekdays days={now.days} onDays={(days) => set({ days })} wrong={wrong('/days_of_week', 'daysWrong')} />
      <Hours editing={editing} />
      <OfferFields
        offers={offers}
        service={now.service}
        stylist={now.stylist}
        onService={(service) => set({ service })}
        onStylist={(stylist) => set({ stylist })}
      />
      {!now.isClosed && <Starts editing={editing} />}
    </>
  )
}

function Starts({ editing }: { editing: Editing<RuleDraft> }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <div class="pair">
      <TextField
        label={t('granularity')}
        value={now.granularity}
        inputMode="numeric"
        hint={t('minutesUnit')}
        wrong={wrong('/slot_granularity_minutes', 'granularityWrong')}
        onValue={(granularity) => set({ granularity })}
      />
      <TextField
        label={t('capacity')}
        value={now.capacity}
        inputMode="numeric"
        hint={t('capacityHint')}
        wrong={wrong('/slot_capacity', 'capacityWrong')}
        onValue={(capacity) => set({ capacity })}
      />
    </div>
  )
}

function ValidDays({ editing }: { editing: Editing<RuleDraft> }) {
  const { draft, set, wrong } = editing
  const { kind, validFrom, validTo } = draft.value
  return (
    <div class="pair">
      <TextField
        label={t(kind === 'WEEKLY' ? 'validFromOptional' : 'validFrom')}
        type="date"
        value={validFrom}
        wrong={wrong('/valid_from', 'validFromWrong')}
        onValue={(value) => set({ validFrom: value })}
      />
      <TextField
        label={t(kind === 'DATE_RANGE' ? 'validTo' : 'validToOptional')}
        type="date"
        value={validTo}
        wrong={wrong('/valid_to', 'validToWrong')}
        onValue={(value) => set({ validTo: value })}
      />
    </div>
  )
}

function Hours({ editing }: { editing: Editing<RuleDraft> }) {
  const { draft, set, problem } = editing
  const { isClosed, isAllDay, from, to, endsNextDay } = draft.value
  const wrongFrom = pointsAt(problem.value, '/start_time') ? t('startWrong') : null
  const wrongTo = pointsAt(problem.value, '/end_time') ? t('endWrong') : null
  return (
    <>
      {isClosed && <Check label={t('allDay')} isOn={isAllDay} onChange={(isOn) => set({ isAllDay: isOn })} />}
      {!isAllDay && (
        <>
          <div class="pair">
            <TextField label={t('from')} type="time" value={from} wrong={wrongFrom} onValue={(value) => set({ from: value })} />
            <TextField label={t('to')} type="time" value={to} wrong={wrongTo} onValue={(value) => set({ to: value })} />
          </div>
          <Check label={t('endsNextDay')} isOn={endsNextDay} onChange={(isOn) => set({ endsNextDay: isOn })} />
        </>
      )}
    </>
  )
}
