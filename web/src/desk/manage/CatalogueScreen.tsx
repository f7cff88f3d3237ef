// What is sold, by whom, where, and under which name.
import type { ComponentType } from 'preact'
import { place } from '../places'
import { linkTo, segments } from '../router'
import { role } from '../session'
import { BrandPart } from './BrandPart'
import { LocationsPart } from './LocationsPart'
import { ServicesPart } from './ServicesPart'
import { StylistsPart } from './StylistsPart'
import { Tabs } from './Tabs'
import { type Key, t } from './words'

interface Part {
  name: string
  label: Key
  View: ComponentType
  isAdmins?: boolean
  isOfNoSalon?: boolean // is there before the first salon is
}

const parts: readonly Part[] = [
  { name: 'services', label: 'services', View: ServicesPart },
  { name: 'stylists', label: 'stylists', View: StylistsPart },
  { name: 'salons', label: 'salons', View: LocationsPart, isOfNoSalon: true },
  { name: 'brand', label: 'brand', View: BrandPart, isAdmins: true, isOfNoSalon: true },
]

export function CatalogueScreen() {
  const isThere = (one: Part) => (!one.isAdmins || role.value === 'admin') && (one.isOfNoSalon || place.value !== null)
  const mine = parts.filter(isThere)
  const part = mine.find((one) => one.name === segments.value[1]) ?? mine[0]!
  const tabs = mine.map((one) => ({ name: one.name, label: t(one.label), href: linkTo(`catalogue/${one.name}`) }))
  // A thing that is edited has the screen for itself.
  if (segments.value[2]) return <part.View key={part.name} />
  return (
    <div class="manage">
      <h1>{t('catalogue')}</h1>
      <Tabs label={t('catalogue')} tabs={tabs} current={part.name} />
      <part.View key={part.name} />
    </div>
  )
}
