import { TextField } from '../parts'
import { place } from '../places'
import { linkTo, segments } from '../router'
import { Editor } from './Editor'
import { type Editing, numberOf, textOf } from './editing'
import { priceMinor, priceText } from './figures'
import { Check, Ticks } from './inputs'
import { useKept } from './kept'
import { Loaded, useLoading } from './loading'
import { Off, PartView } from './Part'
import { StylistHours } from './StylistHours'
import { type Body, list, type Location, type Service, type Stylist } from './store'
import { t } from './words'

const path = 'catalogue/stylists'

interface TermsDraft {
  duration: string
  price: string
}
interface StylistDraft {
  name: string
  skills: string
  locations: string[]
  isActive: boolean
  terms: Record<string, TermsDraft> // by service
}

export function StylistsPart() {
  const here = place.value!
  const id = segments.value[2] ?? ''
  const rows = useLoading(`${here.id} ${id}`, (signal) => list('stylists', { location_id: here.id }, signal))
  const services = useLoading(here.id, (signal) => list('services', { location_id: here.id }, signal))
  const salons = useLoading('', (signal) => list('locations', {}, signal))
  return (
    <PartView
      path={path}
      rows={rows}
      newLabel={t('newStylist')}
      empty={t('noStylists')}
      line={(stylist) => (
        <>
          <span class="ledger-main">
            <bdi>{stylist.name}</bdi>
            <Off isOff={!stylist.active} />
          </span>
          <span class="ledger-more">
            <bdi>{stylist.skills.join(t('comma'))}</bdi>
          </span>
        </>
      )}
      form={(stylist) => (
        <Loaded of={services}>
          {(known) => (
            <Loaded of={salons}>
              {(places) => <StylistEditor key={stylist?.id ?? 'new'} stylist={stylist} services={known} salons={places} />}
            </Loaded>
          )}
        </Loaded>
      )}
    />
  )
}

function draftOf(stylist: Stylist | null, currency: string, home: string): StylistDraft {
  const terms = (stylist?.terms ?? []).map((one) => {
    const price = typeof one.price_minor === 'number' ? priceText(one.price_minor, currency) : ''
    return [one.service_id, { duration: textOf(one.duration_minutes), price }] as const
  })
  return {
    name: stylist?.name ?? '',
    skills: stylist?.skills.join(', ') ?? '',
    locations: stylist?.location_ids ?? [home],
    isActive: stylist?.active ?? true,
    terms: Object.fromEntries(terms),
  }
}

function bodyOf(draft: StylistDraft, stylist: Stylist | null, currency: string, home: string): Body {
  const terms = Object.entries(draft.terms)
    .filter(([, one]) => one.duration.trim() || one.price.trim())
    .map(([service_id, one]) => ({
      service_id,
      duration_minutes: numberOf(one.duration),
      price_minor: one.price.trim() ? priceMinor(one.price, currency) : null,
    }))
  return {
    location_id: stylist?.location_id ?? home,
    location_ids: draft.locations,
    name: draft.name.trim(),
    skills: draft.skills
      .split(/[,،]/)
      .map((skill) => skill.trim())
      .filter(Boolean),
    active: draft.isActive,
    terms,
  }
}

interface StylistEditorProps {
  stylist: Stylist | null
  services: Service[]
  salons: Location[]
}

function StylistEditor({ stylist, services, salons }: StylistEditorProps) {
  const here = place.value!
  const { editing, onSave, onRemove, onTheirs, onMine } = useKept({
    kind: 'stylists',
    row: stylist,
    draftOf: (row) => draftOf(row, here.currency, here.id),
    bodyOf: (draft, row) => bodyOf(draft, row, here.currency, here.id),
    back: linkTo(path),
  })
  return (
    <Editor
      title={stylist ? <bdi>{stylist.name}</bdi> : t('newStylist')}
      back={linkTo(path)}
      editing={editing}
      isNew={!stylist}
      onSave={onSave}
      onRemove={stylist ? onRemove : undefined}
      removeWords={t('removeStylist')}
      onTheirs={onTheirs}
      onMine={onMine}
      aside={stylist && <StylistHours stylist={stylist} />}
    >
      <StylistFields editing={editing} services={services} salons={salons} />
    </Editor>
  )
}

function StylistFields({
  editing,
  services,
  salons,
}: {
  editing: Editing<StylistDraft>
  services: Service[]
  salons: Location[]
}) {
  const { draft, set, wrong } = editing
  const now = draft.value
  const options = salons.map((one) => ({ value: one.id, label: one.name }))
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
        label={t('skills')}
        dir="auto"
        value={now.skills}
        hint={t('skillsHint')}
        wrong={wrong('/skills', 'skillsWrong')}
        onValue={(skills) => set({ skills })}
      />
      {options.length > 1 && (
        <Ticks
          label={t('worksAt')}
          options={options}
          chosen={now.locations}
          wrong={wrong('/location_ids', 'worksAtWrong')}
          onChosen={(locations) => set({ locations })}
        />
      )}
      <Check label={t('takesBookings')} isOn={now.isActive} onChange={(isActive) => set({ isActive })} />
      <Terms editing={editing} services={services.filter((one) => one.active)} />
    </>
  )
}

// Where a stylist takes longer or is dearer than the price list says.
function Terms({ editing, services }: { editing: Editing<StylistDraft>; services: Service[] }) {
  const { draft, set, wrong } = editing
  const flaw = wrong('/terms', 'termsWrong')
  const here = place.value!
  const change = (id: string, part: Partial<TermsDraft>) =>
    set({ terms: { ...draft.peek().terms, [id]: { ...(draft.peek().terms[id] ?? { duration: '', price: '' }), ...part } } })
  return (
    <details class="terms" open={flaw !== null || Object.keys(draft.peek().terms).length > 0}>
      <summary>{t('terms')}</summary>
      <p class="quiet">{t('termsMean')}</p>
      {flaw && <p class="wrong">{flaw}</p>}
      {services.map((service) => (
        <fieldset key={service.id} class="terms-row">
          <legend>
            <bdi>{service.name}</bdi>
          </legend>
          <TextField
            label={t('duration')}
            inputMode="numeric"
            placeholder={String(service.duration_minutes)}
            value={draft.value.terms[service.id]?.duration ?? ''}
            onValue={(duration) => change(service.id, { duration })}
          />
          <TextField
            label={t('price', { currency: here.currency })}
            inputMode="decimal"
            dir="ltr"
            placeholder={priceText(service.price_minor, here.currency)}
            value={draft.value.terms[service.id]?.price ?? ''}
            onValue={(price) => change(service.id, { price })}
          />
        </fieldset>
      ))}
    </details>
  )
}
