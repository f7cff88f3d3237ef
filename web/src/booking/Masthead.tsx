import { focusOn } from '../shared/focus'
import { language, languageName, languages, t, switchLanguage } from '../shared/i18n'
import { choice, chooseLocation, locations, place } from './catalog'
import { held } from './hold'
import { link } from './manage'
import { Bdi, MapLink } from './parts'

const isOurs = (url: string) => url !== '' && new URL(url, location.href).origin === location.origin

// Without a connection the page stays as it is, and the banner says why.
const speak = (code: string) => switchLanguage(code, true).catch(() => {})

function Languages() {
  return (
    <nav class="languages" aria-label={t('language')}>
      {languages
        .filter((code) => code !== language.value)
        .map((code) => (
          <button key={code} type="button" class="chip" lang={code} onClick={() => void speak(code)}>
            {languageName(code)}
          </button>
        ))}
    </nav>
  )
}

export function Masthead() {
  const at = place.value
  const isComing = !at && choice.value.location !== null && locations.value === null
  const leave = () => {
    chooseLocation(null)
    focusOn('salons')
  }
  const hasOthers = (locations.value?.length ?? 0) > 1 && !held.value && !link.value
  return (
    <header class="masthead">
      {at && isOurs(at.photo_url) && <img class="photo" src={at.photo_url} alt="" width="96" height="96" />}
      <div class="masthead-text">
        <h1>{at ? <Bdi>{at.name}</Bdi> : t('book')}</h1>
        {isComing && <p class="address skel skel-line" />}
        {at && (
          <p class="address">
            {at.address && (
              <span>
                <Bdi>{at.address}</Bdi>
              </span>
            )}
            <span class="links">
              <MapLink url={at.map_url} />
              {hasOthers && (
                <button type="button" class="link" onClick={leave}>
                  {t('changeSalon')}
                </button>
              )}
            </span>
          </p>
        )}
      </div>
      <Languages />
    </header>
  )
}
