// What stands round every screen: the salon, the way to the other screens, and who is signed in. A sidebar in a window; on
// a phone a bar at the foot, whose last place opens the rest.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Languages } from './Languages'
import { Bdi, Dialog, SelectField, TroubleBanner } from './parts'
import { choosePlace, locations, place } from './places'
import { linkTo } from './router'
import { type Screen, screensFor } from './screens'
import { account, role, signOut } from './session'
import { say } from './toast'
import { t } from './words'

const barLength = 3 // screens that have a place of their own at the foot of a phone

function Link({ screen, current, onGo }: { screen: Screen; current: string; onGo?: () => void }) {
  return (
    <a
      class={`nav-link nav-${screen.name}`}
      href={linkTo(screen.name)}
      aria-current={screen.name === current ? 'page' : undefined}
      onClick={onGo}
    >
      <span>{t(screen.label)}</span>
    </a>
  )
}

function PlacePicker() {
  const known = locations.value ?? []
  const options = known.map((one) => ({ value: one.id, label: one.name }))
  if (known.length < 2) return place.value && <p class="place-name"><Bdi>{place.value.name}</Bdi></p>
  return <SelectField label={t('salon')} value={place.value?.id ?? ''} options={options} onValue={choosePlace} />
}

async function leave(): Promise<void> {
  if (!(await signOut())) say(t('UNREACHABLE'), { isLoss: true })
}

function Who() {
  const who = account.value
  if (!who) return null
  return (
    <div class="who-am-i">
      <p>
        <bdi dir="ltr">{who.email}</bdi>
      </p>
      <p class="quiet">{t(`role_${who.role}`)}</p>
      <div class="who-acts">
        <Languages />
        <button type="button" class="chip" onClick={() => void leave()}>
          {t('signOut')}
        </button>
      </div>
    </div>
  )
}

export function Frame({ current, children }: { current: string; children: ComponentChildren }) {
  const isMoreOpen = useSignal(false)
  const known = role.value ? screensFor(role.value) : []
  const closeMore = () => (isMoreOpen.value = false)
  const works = known.filter((one) => !one.isManagement)
  const manages = known.filter((one) => one.isManagement)
  return (
    <div class="desk" data-screen={current}>
      <header class="side">
        <p class="side-title">{t('frontDesk')}</p>
        <PlacePicker />
        <nav class="side-nav" aria-label={t('screens')}>
          <div class="nav-group">{works.map((one) => <Link key={one.name} screen={one} current={current} />)}</div>
          {manages.length > 0 && (
            <div class="nav-group">{manages.map((one) => <Link key={one.name} screen={one} current={current} />)}</div>
          )}
        </nav>
        <Who />
      </header>
      <main class="screen" id="screen">
        <TroubleBanner />
        {children}
      </main>
      <nav class="foot" aria-label={t('screens')}>
        {known.slice(0, barLength).map((one) => (
          <Link key={one.name} screen={one} current={current} />
        ))}
        <button type="button" class="nav-link nav-more" aria-haspopup="dialog" onClick={() => (isMoreOpen.value = true)}>
          <span>{t('more')}</span>
        </button>
      </nav>
      {isMoreOpen.value && (
        <Dialog title={t('more')} onClose={closeMore}>
          <div class="more-panel">
            <PlacePicker />
            <nav class="side-nav" aria-label={t('more')}>
              {known.slice(barLength).map((one) => (
                <Link key={one.name} screen={one} current={current} onGo={closeMore} />
              ))}
            </nav>
            <Who />
          </div>
        </Dialog>
      )}
    </div>
  )
}
