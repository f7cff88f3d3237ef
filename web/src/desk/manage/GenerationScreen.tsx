// Making the times that the rules say: with a look at what would change, and a progress that nobody has to wait for.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { addDays, formatDay } from '../../shared/format'
import { announce } from '../../shared/live'
import { Button, Notice, TextField } from '../parts'
import { place } from '../places'
import { go, linkTo, segments } from '../router'
import { Conflicts } from './Conflicts'
import { pointsAt, wordsFor } from './editing'
import { formatNumber, todayAt } from './figures'
import { dryReport, isAsking, isRunning, job, leave, make, problem, returnTo, tryOut } from './job'
import { Loaded } from './loading'
import { OfferFields } from './OfferFields'
import { type Offers, useOffers } from './offers'
import { DaysTable, Sums } from './ReportView'
import type { Job, Location, Report } from './store'
import { rich, t } from './words'

export function GenerationScreen() {
  const here = place.value!
  const offers = useOffers()
  const id = segments.value[1]
  useEffect(() => {
    if (!id || id !== job.peek()?.id) returnTo(here.id, id)
  }, [id])
  useEffect(() => leave, [])
  return (
    <div class="manage">
      <h1>{t('generation')}</h1>
      <p class="quiet lead">{t('generationMeans')}</p>
      <div class="editor-split">
        <Loaded of={offers}>{(known) => <GenerationForm offers={known} here={here} />}</Loaded>
        <Outcome here={here} />
      </div>
    </div>
  )
}

function GenerationForm({ offers, here }: { offers: Offers; here: Location }) {
  const today = todayAt(here.timezone)
  const from = useSignal(today)
  const to = useSignal(addDays(today, 29))
  const service = useSignal('')
  const stylist = useSignal('')
  const body = () => ({
    location_id: here.id,
    from: from.value,
    to: to.value,
    service_id: service.value || null,
    stylist_id: stylist.value || null,
  })
  const submit = async (event: Event) => {
    event.preventDefault()
    const id = await make(here.id, body())
    if (id) go(linkTo(`generation/${id}`), true)
  }
  const wrong = (pointer: string) => (pointsAt(problem.value, pointer) ? t('daysOrderWrong') : null)
  const isBusy = isAsking.value || isRunning(job.value)
  return (
    <form class="editor-form" noValidate onSubmit={(event) => void submit(event)}>
      <div class="pair">
        <TextField
          label={t('validFrom')}
          type="date"
          value={from.value}
          wrong={wrong('/from')}
          onValue={(value) => (from.value = value)}
        />
        <TextField
          label={t('validTo')}
          type="date"
          value={to.value}
          wrong={wrong('/to')}
          onValue={(value) => (to.value = value)}
        />
      </div>
      <OfferFields
        offers={offers}
        service={service.value}
        stylist={stylist.value}
        onService={(id) => (service.value = id)}
        onStylist={(id) => (stylist.value = id)}
      />
      {problem.value && <Notice>{wordsFor(problem.value)}</Notice>}
      <div class="editor-acts">
        <button type="submit" class="btn" disabled={isBusy}>
          {t('make')}
        </button>
        <Button kind="quiet-btn" isBusy={isBusy} onClick={() => void tryOut(body())}>
          {t('tryOut')}
        </Button>
      </div>
    </form>
  )
}

function Outcome({ here }: { here: Location }) {
  const now = job.value
  const report = dryReport.value
  return (
    <section class="preview" aria-label={t('outcome')} data-job={now?.state ?? (report ? 'dry' : 'none')}>
      <h2>{t('outcome')}</h2>
      {!now && !report && <p class="quiet">{t('nothingYet')}</p>}
      {report && (
        <>
          <p class="quiet">{t('wouldBe')}</p>
          <ReportParts report={report} here={here} />
        </>
      )}
      {now && <Progress now={now} here={here} />}
    </section>
  )
}

function Progress({ now, here }: { now: Job; here: Location }) {
  useEffect(() => {
    if (now.state === 'done') announce(t('generationDone'))
  }, [now.state])
  const span = { from: formatDay(now.from, here, 'short'), to: formatDay(now.to, here, 'short') }
  const words = t('daysDone', { done: formatNumber(now.done), n: now.total })
  return (
    <>
      <p class="quiet">{t('span', span)}</p>
      {isRunning(now) && (
        <>
          <progress class="progress" max={now.total} value={now.done} aria-label={t('generation')} />
          <p>
            <strong>{words}</strong>
          </p>
          <p class="quiet">{t('mayLeave')}</p>
        </>
      )}
      {now.state === 'failed' && <Notice>{t('generationFailed')}</Notice>}
      {now.state === 'done' && (
        <>
          <p class="done-words">
            <strong>{t('generationDone')}</strong> <span class="quiet">{words}</span>
          </p>
          {now.result && <ReportParts report={now.result} here={here} />}
        </>
      )}
    </>
  )
}

const ReportParts = ({ report, here }: { report: Report; here: Location }) => (
  <>
    <Sums report={report} />
    {report.kept > 0 && <p class="quiet">{rich('sumKept', { n: formatNumber(report.kept) }, report.kept)}</p>}
    <Conflicts report={report} here={here} />
    <DaysTable report={report} place={here} />
  </>
)
