import { formatMoney } from '../../shared/format'
import { TextField } from '../parts'
import { place } from '../places'
import { linkTo, segments } from '../router'
import { Editor } from './Editor'
import type { Editing } from './editing'
import { Check } from './inputs'
import { useKept } from './kept'
import { useLoading } from './loading'
import { Off, PartView } from './Part'
import { Phases } from './Phases'
import { isPlain, type ServiceDraft, serviceBody, serviceDraft } from './service'
import { list, type Service } from './store'
import { t } from './words'

const path = 'catalogue/services'

export function ServicesPart() {
  const here = place.value!
  const rows = useLoading(`${here.id} ${segments.value[2] ?? ''}`, (signal) => list('services', { location_id: here.id }, signal))
  return (
    <PartView
      path={path}
      rows={rows}
      newLabel={t('newService')}
      empty={t('noServices')}
      line={(service) => <ServiceLine service={service} />}
      form={(service) => <ServiceEditor key={service?.id ?? 'new'} service={service} />}
    />
  )
}

function ServiceLine({ service }: { service: Service }) {
  const isBusyThroughout = service.phases.every((phase) => phase.active)
  return (
    <>
      <span class="ledger-main">
        <bdi>{service.name}</bdi>
        <Off isOff={!service.active} />
      </span>
      <span class="ledger-who">
        <span>{t('minutes', { n: service.duration_minutes })}</span>
        {!isBusyThroughout && <span class="quiet">{t('withBreak')}</span>}
      </span>
      <span class="ledger-more">
        <bdi>{formatMoney(service.price_minor, service.currency, place.value!.region)}</bdi>
        {service.required_skill && (
          <span class="quiet">
            <bdi>{service.required_skill}</bdi>
          </span>
        )}
      </span>
    </>
  )
}

function ServiceEditor({ service }: { service: Service | null }) {
  const here = place.value!
  const { editing, onSave, onRemove, onTheirs, onMine } = useKept({
    kind: 'services',
    row: service,
    draftOf: (row) => serviceDraft(row, here.currency),
    bodyOf: (draft, row) => ({ ...serviceBody(draft, here.currency), ...(row ? {} : { location_id: here.id }) }),
    back: linkTo(path),
  })
  return (
    <Editor
      title={service ? <bdi>{service.name}</bdi> : t('newService')}
      back={linkTo(path)}
      editing={editing}
      isNew={!service}
      onSave={onSave}
      onRemove={service ? onRemove : undefined}
      removeWords={t('removeService')}
      onTheirs={onTheirs}
      onMine={onMine}
    >
      <ServiceFields editing={editing} currency={here.currency} />
    </Editor>
  )
}

function ServiceFields({ editing, currency }: { editing: Editing<ServiceDraft>; currency: string }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <>
      <Naming editing={editing} />
      <div class="pair">
        <TextField
          label={t('price', { currency })}
          dir="ltr"
          inputMode="decimal"
          value={now.price}
          wrong={wrong('/price_minor', 'priceWrong')}
          onValue={(price) => set({ price })}
        />
        {isPlain(now.phases) && (
          <TextField
            label={t('duration')}
            inputMode="numeric"
            value={now.duration}
            hint={t('minutesUnit')}
            wrong={wrong('/duration_minutes', 'durationWrong')}
            onValue={(duration) => set({ duration })}
          />
        )}
      </div>
      <Phases
        phases={now.phases}
        duration={now.duration}
        wrong={wrong('/phases', 'phasesWrong')}
        onPhases={(phases) => set({ phases })}
      />
      <Buffers editing={editing} />
      <TextField
        label={t('skill')}
        dir="auto"
        value={now.skill}
        hint={t('skillHint')}
        maxLength={120}
        onValue={(skill) => set({ skill })}
      />
      <Check label={t('needsStylist')} isOn={now.needsStylist} onChange={(needsStylist) => set({ needsStylist })} />
      <Check label={t('isOffered')} isOn={now.isActive} onChange={(isActive) => set({ isActive })} />
    </>
  )
}

function Naming({ editing }: { editing: Editing<ServiceDraft> }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <>
      <TextField
        label={t('name')}
        dir="auto"
        value={now.name}
        maxLength={120}
        wrong={wrong('/name', 'nameWrong')}
        onValue={(name) => set({ name })}
      />
      <TextField
        label={t('category')}
        dir="auto"
        value={now.category}
        hint={t('categoryHint')}
        maxLength={120}
        onValue={(category) => set({ category })}
      />
      <TextField
        label={t('description')}
        dir="auto"
        value={now.description}
        maxLength={2000}
        onValue={(description) => set({ description })}
      />
    </>
  )
}

function Buffers({ editing }: { editing: Editing<ServiceDraft> }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <div class="pair">
      <TextField
        label={t('before')}
        inputMode="numeric"
        value={now.before}
        hint={t('beforeHint')}
        wrong={wrong('/buffer_before_minutes', 'bufferWrong')}
        onValue={(before) => set({ before })}
      />
      <TextField
        label={t('after')}
        inputMode="numeric"
        value={now.after}
        hint={t('afterHint')}
        wrong={wrong('/buffer_after_minutes', 'bufferWrong')}
        onValue={(after) => set({ after })}
      />
    </div>
  )
}
