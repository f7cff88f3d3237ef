import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Card } from '../Card'
import { Failure, Notice, Skeleton } from '../parts'
import { place } from '../places'
import { segments } from '../router'
import { role } from '../session'
import { t } from '../words'
import { bookProblem, date, keyOf, loadDay, loadedFor, slots, visits } from './book'
import { DayHead } from './DayHead'
import { followDay } from './following'
import { Grid } from './Grid'
import { OwnDay } from './OwnDay'
import { PrintDay } from './PrintDay'

export function DayScreen() {
  const at = place.value!
  useSignalEffect(() => {
    if (date.value) void loadDay()
  })
  useEffect(() => followDay(at.id), [at.id])
  if (segments.value[1] === 'print') return isLoaded() ? <PrintDay /> : <Skeleton rows={6} />
  return (
    <div class="day">
      <DayHead />
      <Day />
      <Card />
    </div>
  )
}

const isLoaded = () => loadedFor.value === keyOf(place.value!.id, date.value)

function Day() {
  if (bookProblem.value) return <Failure words={bookProblem.value} onAgain={() => void loadDay()} />
  if (!isLoaded()) return <Skeleton rows={8} />
  if (role.value === 'stylist') return <OwnDay />
  return (
    <>
      {visits.value.length === 0 && slots.value.length === 0 && <Notice kind="plain">{t('emptyDay')}</Notice>}
      <Grid />
    </>
  )
}
