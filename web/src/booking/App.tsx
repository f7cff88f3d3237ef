import { useSignalEffect } from '@preact/signals'
import { language, t } from '../shared/i18n'
import { LiveRegion } from '../shared/live'
import { failure, loadLocations, place, refresh, service } from './catalog'
import { Salons, Services, Stylists } from './Choices'
import { Days } from './Days'
import { DoneScreen } from './DoneScreen'
import { held, hold } from './hold'
import { HoldScreen } from './HoldScreen'
import { link } from './manage'
import { ManageScreen } from './ManageScreen'
import { Masthead } from './Masthead'
import { TroubleBanner } from './parts'
import { Times } from './Times'

export function App() {
  useSignalEffect(() => {
    document.title = place.value ? t('bookingAt', { place: place.value.name }) : t('book')
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

function screenName(): string {
  if (link.value) return 'manage'
  if (held.value) return held.value.stage
  return place.value ? 'pick' : 'salons'
}

function screen() {
  if (link.value) return <ManageScreen />
  if (held.value) return held.value.stage === 'confirmed' ? <DoneScreen /> : <HoldScreen />
  if (failure.value) return <Failure />
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

// What neither waiting nor choosing again has mended.
function Failure() {
  const again = () => {
    failure.value = null
    void loadLocations()
    void refresh()
  }
  return (
    <div class="narrow">
      <p class="notice">{t('failed')}</p>
      <button type="button" class="btn" onClick={again}>
        {t('tryAgain')}
      </button>
    </div>
  )
}
