import { focusOn } from '../shared/focus'
import { language, languageName, languages, t, switchLanguage } from '../shared/i18n'
import { brand } from './brand'
import { chooseLocation, isPlaceComing, locations, place } from './catalog'
import { isAtVisits } from './customer'
import { isFramed } from './embed'
import { held } from './hold'
import { leaveVisit, link } from './manage'
import { Bdi, MapLink, Photo } from './parts'

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

// Not while a time runs away, and not where nobody can sign in.
function OwnVisits() {
  if (isFramed || (held.value && held.value.stage !== 'confirmed')) return null
  if (!isAtVisits.value) return <a href="#visits">{t('visits')}</a>
  const book = () => {
    leaveVisit()
    focusOn(place.value ? 'services' : 'salons')
  }
  return (
    <button type="button" class="link" onClick={book}>
      {t('book')}
    </button>
  )
}

// Its line is there before its name is, so that nothing moves when that comes.
const unnamed = '\u00a0'
const Brand = () => brand.value !== '' && <p class="brand">{brand.value ? <Bdi>{brand.value}</Bdi> : unnamed}</p>

export function Masthead() {
  const at = place.value
  const isComing = isPlaceComing.value
  const name = at?.name ?? (isAtVisits.value && (brand.value ?? unnamed))
  const leave = () => {
    chooseLocation(null)
    focusOn('salons')
  }
  const hasOthers = at && (locations.value?.length ?? 0) > 1 && !held.value && !link.value && !isAtVisits.value
  return (
    <header class="masthead">
      {at && <Photo url={at.photo_url} />}
      <div class="masthead-text">
        {!name && !isComing && <Brand />}
        <h1>{name ? <Bdi>{name}</Bdi> : t('book')}</h1>
        {isComing && <p class="address skel skel-line" />}
        {!isComing && (
          <p class="address">
            {at?.address && (
              <span>
                <Bdi>{at.address}</Bdi>
              </span>
            )}
            <span class="links">
              {at && <MapLink url={at.map_url} />}
              {hasOthers && (
                <button type="button" class="link" onClick={leave}>
                  {t('changeSalon')}
                </button>
              )}
              <OwnVisits />
            </span>
          </p>
        )}
      </div>
      <Languages />
    </header>
  )
}
