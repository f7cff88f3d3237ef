import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { language, t } from '../shared/i18n'
import { LiveRegion } from '../shared/live'
import { pageTitle } from './brand'
import { failure, isPlaceComing, loadLocations, place, refresh, service } from './catalog'
import { Salons, Services, Stylists } from './Choices'
import { customer, hasPartFailed, isAtVisits, part, showPart } from './customer'
import { Days } from './Days'
import { DoneScreen } from './DoneScreen'
import { isFramed } from './embed'
import { held, hold } from './hold'
import { HoldScreen } from './HoldScreen'
import { link } from './manage'
import { Masthead } from './Masthead'
import { Skeleton, TroubleBanner } from './parts'
import { Times } from './Times'

export function App() {
  useSignalEffect(() => {
    document.title = pageTitle()
  })
  return (
    <div class="page" data-language={language.value} data-screen={screenName()}>
      <Masthead />
      <main>
        <TroubleBanner />
        {screen()}
      </main>
      <LiveRegion />
    </div>
  )
}

// A visit without its token is shown to the account whose it is, so first to somebody who signs in.
const isVisitShown = () => !!link.value && (isFramed || !!link.value.token || !!customer.value)
const isAccountShown = () => isAtVisits.value || (!!link.value && !isVisitShown())

function screenName(): string {
  if (isVisitShown()) return 'manage'
  if (isAccountShown()) return customer.value ? 'visits' : 'sign-in'
  if (held.value) return held.value.stage
  return place.value ? 'pick' : 'salons'
}

function screen() {
  if (isVisitShown()) return <Later screen="ManageScreen" />
  if (isAccountShown()) return <Later screen="AccountScreen" />
  if (held.value) return held.value.stage === 'confirmed' ? <DoneScreen /> : <HoldScreen />
  if (failure.value) return <Failure onAgain={askAgain} />
  if (isPlaceComing.value) return <Skeleton rows={6} kind="row" />
  return place.value ? <Picker /> : <Salons />
}

function Picker() {
  return (
    <div class="picker">
      <Services />
      {service.value ? (
        <div class="when">
          <Stylists />
          <Days />
          <Times onPick={(slot) => void hold(slot)} />
        </div>
      ) : (
        <p class="not-yet">{t('chooseFirst')}</p>
      )}
    </div>
  )
}

function Later({ screen }: { screen: 'ManageScreen' | 'AccountScreen' }) {
  useEffect(() => void showPart(), [])
  if (hasPartFailed.value) return <Failure onAgain={() => void showPart()} />
  const Screen = part.value?.[screen]
  return Screen ? <Screen /> : <Skeleton rows={3} kind="row" />
}

function askAgain(): void {
  failure.value = null
  void loadLocations()
  void refresh()
}

// What neither waiting nor choosing again has mended.
function Failure({ onAgain }: { onAgain: () => void }) {
  return (
    <div class="narrow">
      <p class="notice">{t('failed')}</p>
      <button type="button" class="btn" onClick={onAgain}>
        {t('tryAgain')}
      </button>
    </div>
  )
}
