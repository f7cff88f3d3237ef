import { SelectField, TextField } from '../parts'
import { loadPlaces } from '../places'
import { linkTo, segments } from '../router'
import { role } from '../session'
import { Editor } from './Editor'
import { type Editing, numberOf, textOf } from './editing'
import { Check } from './inputs'
import { useKept } from './kept'
import { useLoading } from './loading'
import { Off, PartView } from './Part'
import { type Body, list, type Location } from './store'
import { t } from './words'

const path = 'catalogue/salons'

interface LocationDraft {
  name: string
  address: string
  mapUrl: string
  photoUrl: string
  timezone: string
  currency: string
  region: string
  notice: string
  horizon: string
  cancellation: string
  hold: string
  isActive: boolean
}

function draftOf(location: Location | null): LocationDraft {
  return {
    name: location?.name ?? '',
    address: location?.address ?? '',
    mapUrl: location?.map_url ?? '',
    photoUrl: location?.photo_url ?? '',
    timezone: location?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: location?.currency ?? 'AED',
    region: location?.region ?? 'AE',
    notice: textOf(location?.minimum_notice_minutes ?? 60),
    horizon: textOf(location?.horizon_days ?? 60),
    cancellation: textOf((location?.cancellation_window_minutes ?? 1440) / 60),
    hold: textOf(location?.hold_minutes ?? 10),
    isActive: location?.active ?? true,
  }
}

function bodyOf(draft: LocationDraft): Body {
  return {
    name: draft.name.trim(),
    address: draft.address.trim(),
    map_url: draft.mapUrl.trim(),
    photo_url: draft.photoUrl.trim(),
    timezone: draft.timezone,
    currency: draft.currency.trim().toUpperCase(),
    region: draft.region.trim().toUpperCase(),
    minimum_notice_minutes: numberOf(draft.notice),
    horizon_days: numberOf(draft.horizon),
    cancellation_window_minutes: Math.round((numberOf(draft.cancellation) ?? 0) * 60),
    hold_minutes: numberOf(draft.hold),
    active: draft.isActive,
  }
}

export function LocationsPart() {
  const rows = useLoading(segments.value[2] ?? '', (signal) => list('locations', {}, signal))
  return (
    <PartView
      path={path}
      rows={rows}
      newLabel={role.value === 'admin' ? t('newSalon') : null}
      empty={t('noSalons')}
      line={(salon) => (
        <>
          <span class="ledger-main">
            <bdi>{salon.name}</bdi>
            <Off isOff={!salon.active} />
          </span>
          <span class="ledger-who">
            <bdi>{salon.address}</bdi>
          </span>
          <span class="ledger-more">
            <bdi class="quiet">{salon.currency}</bdi>
          </span>
        </>
      )}
      form={(salon) => <LocationEditor key={salon?.id ?? 'new'} salon={salon} />}
    />
  )
}

function LocationEditor({ salon }: { salon: Location | null }) {
  const { editing, onSave, onRemove, onTheirs, onMine } = useKept({
    kind: 'locations',
    row: salon,
    draftOf,
    bodyOf,
    back: linkTo(path),
    onKept: () => void loadPlaces(),
  })
  return (
    <Editor
      title={salon ? <bdi>{salon.name}</bdi> : t('newSalon')}
      back={linkTo(path)}
      editing={editing}
      isNew={!salon}
      onSave={onSave}
      onRemove={salon && role.value === 'admin' ? onRemove : undefined}
      removeWords={t('removeSalon')}
      onTheirs={onTheirs}
      onMine={onMine}
    >
      <LocationFields editing={editing} />
    </Editor>
  )
}

function LocationFields({ editing }: { editing: Editing<LocationDraft> }) {
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
        label={t('address')}
        dir="auto"
        value={now.address}
        maxLength={500}
        wrong={wrong('/address', 'addressWrong')}
        onValue={(address) => set({ address })}
      />
      <TextField
        label={t('mapUrl')}
        type="url"
        dir="ltr"
        value={now.mapUrl}
        wrong={wrong('/map_url', 'urlWrong')}
        onValue={(mapUrl) => set({ mapUrl })}
      />
      <TextField
        label={t('photoUrl')}
        type="url"
        dir="ltr"
        value={now.photoUrl}
        wrong={wrong('/photo_url', 'urlWrong')}
        onValue={(photoUrl) => set({ photoUrl })}
      />
      <Region editing={editing} />
      <h2>{t('policies')}</h2>
      <Policies editing={editing} />
      <Check label={t('salonActive')} isOn={now.isActive} onChange={(isActive) => set({ isActive })} />
    </>
  )
}

function Region({ editing }: { editing: Editing<LocationDraft> }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  const known = Intl.supportedValuesOf('timeZone')
  const zones = known.includes(now.timezone) ? known : [now.timezone, ...known]
  return (
    <>
      <SelectField
        label={t('timezone')}
        value={now.timezone}
        options={zones.map((zone) => ({ value: zone, label: zone }))}
        wrong={wrong('/timezone', 'timezoneWrong')}
        onValue={(timezone) => set({ timezone })}
      />
      <div class="pair">
        <TextField
          label={t('currency')}
          dir="ltr"
          maxLength={3}
          value={now.currency}
          wrong={wrong('/currency', 'currencyWrong')}
          onValue={(currency) => set({ currency })}
        />
        <TextField
          label={t('region')}
          dir="ltr"
          maxLength={2}
          value={now.region}
          hint={t('regionHint')}
          wrong={wrong('/region', 'regionWrong')}
          onValue={(region) => set({ region })}
        />
      </div>
    </>
  )
}

function Policies({ editing }: { editing: Editing<LocationDraft> }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  return (
    <>
      <div class="pair">
        <TextField
          label={t('notice')}
          inputMode="numeric"
          value={now.notice}
          hint={t('noticeHint')}
          wrong={wrong('/minimum_notice_minutes', 'noticeWrong')}
          onValue={(notice) => set({ notice })}
        />
        <TextField
          label={t('horizon')}
          inputMode="numeric"
          value={now.horizon}
          hint={t('horizonHint')}
          wrong={wrong('/horizon_days', 'horizonWrong')}
          onValue={(horizon) => set({ horizon })}
        />
      </div>
      <div class="pair">
        <TextField
          label={t('cancellation')}
          inputMode="numeric"
          value={now.cancellation}
          hint={t('cancellationHint')}
          wrong={wrong('/cancellation_window_minutes', 'cancellationWrong')}
          onValue={(cancellation) => set({ cancellation })}
        />
        <TextField
          label={t('hold')}
          inputMode="numeric"
          value={now.hold}
          hint={t('holdHint')}
          wrong={wrong('/hold_minutes', 'holdWrong')}
          onValue={(hold) => set({ hold })}
        />
      </div>
    </>
  )
}
