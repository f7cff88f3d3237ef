// How the salon does: its figures, the way from list to visit, how full its hours are, and day by day.
import { useSignal } from '@preact/signals'
import { addDays, formatDay, formatMoney } from '../../shared/format'
import { place } from '../places'
import { DaysChart } from './DaysChart'
import { type Cell, type Summary, type Variant } from './dashboard'
import { formatNumber, formatShare, todayAt } from './figures'
import { Funnel } from './Funnel'
import { Choices } from './inputs'
import { Loaded, useLoading } from './loading'
import { get, type Location } from './store'
import { type Key, t } from './words'
import { Utilisation } from './Utilisation'

const periods = ['7', '28', '90'] as const
type Period = (typeof periods)[number]
const periodNames: Record<Period, Key> = { '7': 'days7', '28': 'days28', '90': 'days90' }

export function DashboardScreen() {
  const here = place.value!
  const period = useSignal<Period>('28')
  const to = todayAt(here.timezone)
  const from = addDays(to, 1 - Number(period.value))
  const query = { location_id: here.id, from, to }
  const key = JSON.stringify(query)
  const summary = useLoading(key, (signal) => get<Summary>('/admin/v1/analytics/summary', query, signal))
  const funnel = useLoading(key, (signal) => get<{ variants: Variant[] }>('/admin/v1/analytics/funnel', query, signal))
  const utilisation = useLoading(key, (signal) => get<{ cells: Cell[] }>('/admin/v1/analytics/utilisation', query, signal))
  return (
    <div class="manage dashboard">
      <header class="manage-head">
        <div>
          <h1>{t('dashboard')}</h1>
          <p class="quiet">
            <bdi>{t('span', { from: formatDay(from, here, 'short'), to: formatDay(to, here, 'short') })}</bdi>
          </p>
        </div>
        <Choices
          label={t('period')}
          value={period.value}
          options={periods.map((value) => ({ value, label: t(periodNames[value]) }))}
          onValue={(value) => (period.value = value)}
        />
      </header>
      <Loaded of={summary} rows={2}>
        {(known) => <Figures summary={known} here={here} />}
      </Loaded>
      <div class="charts">
        <section class="chart">
          <h2>{t('funnel')}</h2>
          <p class="quiet">{t('funnelMeans')}</p>
          <Loaded of={funnel}>{(known) => <Funnel variants={known.variants} />}</Loaded>
        </section>
        <section class="chart">
          <h2>{t('utilisation')}</h2>
          <p class="quiet">{t('utilisationMeans')}</p>
          <Loaded of={utilisation}>{(known) => <Utilisation cells={known.cells} here={here} />}</Loaded>
        </section>
        <section class="chart chart-wide">
          <h2>{t('dayByDay')}</h2>
          <p class="quiet">{t('dayByDayMeans')}</p>
          <Loaded of={summary}>{(known) => <DaysChart days={known.days} here={here} />}</Loaded>
        </section>
      </div>
    </div>
  )
}

function Figures({ summary, here }: { summary: Summary; here: Location }) {
  const figures: [string, Key, string][] = [
    ['confirmed', 'figConfirmed', formatNumber(summary.confirmed)],
    ['conversion', 'figConversion', formatShare(summary.conversion)],
    ['expired', 'figExpired', formatNumber(summary.expired)],
    ['cancelled', 'figCancelled', formatNumber(summary.cancelled)],
    ['completed', 'figCompleted', formatNumber(summary.completed)],
    ['no_shows', 'figNoShows', formatNumber(summary.no_shows)],
    ['revenue', 'figRevenue', formatMoney(summary.revenue_minor, summary.currency, here.region)],
  ]
  return (
    <dl class="figures">
      {figures.map(([name, label, value]) => (
        <div key={name} class="figure" data-figure={name}>
          <dt>{t(label)}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
