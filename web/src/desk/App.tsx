import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { LiveRegion } from '../shared/live'
import { BookingsScreen } from './BookingsScreen'
import { DayScreen } from './day/DayScreen'
import { Frame } from './Frame'
import { Failure, Notice, Skeleton } from './parts'
import { loadPlaces, locations, locationsProblem, place } from './places'
import { go, linkTo, segments } from './router'
import { hasManageFailed, loadManage, manage, type ManageName, type Screen, screensFor } from './screens'
import { account, isSessionKnown, role } from './session'
import { SignIn } from './SignIn'
import { Toast } from './toast'
import { language, t } from './words'

export function App() {
  useSignalEffect(() => {
    document.title = place.value ? t('deskAt', { place: place.value.name }) : t('frontDesk')
  })
  useSignalEffect(() => {
    if (account.value) void loadPlaces()
    else locations.value = null
  })
  return (
    <div class="page" data-language={language.value}>
      <LiveRegion />
      {content()}
      <Toast />
    </div>
  )
}

function content() {
  if (!isSessionKnown.value) return <Skeleton rows={6} />
  if (!account.value || !role.value) return <SignIn />
  const mine = screensFor(role.value)
  const screen = mine.find((one) => one.name === segments.value[0]) ?? mine[0]
  if (!screen) return <SignIn />
  return <Frame current={screen.name}>{within(screen)}</Frame>
}

function within(screen: Screen) {
  if (locationsProblem.value) return <Failure words={locationsProblem.value} onAgain={() => void loadPlaces()} />
  if (!locations.value) return <Skeleton rows={6} />
  // Whoever makes the first salon has none yet.
  if (!place.value && screen.name === 'catalogue' && role.value === 'admin') return <Managed name="catalogue" />
  if (!place.value) return <Notice kind="plain">{t('noSalon')}</Notice>
  if (screen.name === 'day') return <DayScreen key={place.value.id} />
  if (screen.name === 'bookings') return <BookingsScreen key={place.value.id} />
  return <Managed name={screen.name} />
}

function Managed({ name }: { name: ManageName }) {
  useEffect(() => void loadManage(), [])
  if (hasManageFailed.value) return <Failure words={t('failed')} onAgain={() => void loadManage()} />
  const View = manage.value?.[name]
  return View ? <View key={`${name} ${place.value?.id}`} /> : <Skeleton rows={6} />
}

// An address of no screen leads to the day.
export function settleAddress(): void {
  if (segments.peek().length === 0) go(linkTo('day'), true)
}
