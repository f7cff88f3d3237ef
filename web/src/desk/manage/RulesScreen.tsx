// When the salon is open: every rule, and the way to change it.
import { place } from '../places'
import { linkTo, segments } from '../router'
import { Loaded, useLoading } from './loading'
import { nameIn, type Offers, useOffers } from './offers'
import { daysText, hoursText, type RuleKind, ruleKinds, validText } from './rule'
import { RuleEditor } from './RuleEditor'
import { list, type Location, type Rule } from './store'
import { type Key, t } from './words'

const titles: Record<RuleKind, Key> = { WEEKLY: 'weekly', DATE_RANGE: 'dateRange', EXCEPTION: 'exception' }
const meanings: Record<RuleKind, Key> = { WEEKLY: 'weeklyMeans', DATE_RANGE: 'dateRangeMeans', EXCEPTION: 'exceptionMeans' }

export function RulesScreen() {
  const here = place.value!
  const offers = useOffers()
  const rules = useLoading(`${here.id} ${segments.value[1] ?? ''}`, (signal) =>
    list('availabilities', { location_id: here.id }, signal),
  )
  const id = segments.value[1]
  return (
    <Loaded of={offers}>
      {(known) => (
        <Loaded of={rules}>
          {(all) => (id ? <OneRule id={id} rules={all} offers={known} /> : <AllRules rules={all} offers={known} here={here} />)}
        </Loaded>
      )}
    </Loaded>
  )
}

function OneRule({ id, rules, offers }: { id: string; rules: Rule[]; offers: Offers }) {
  const rule = rules.find((one) => one.id === id) ?? null
  if (!rule && id !== 'new') {
    return (
      <div class="manage">
        <p class="notice notice-plain">{t('notThere')}</p>
        <a href={linkTo('rules')}>{t('back')}</a>
      </div>
    )
  }
  return <RuleEditor key={id} rule={rule} rules={rules} offers={offers} />
}

function AllRules({ rules, offers, here }: { rules: Rule[]; offers: Offers; here: Location }) {
  return (
    <div class="manage">
      <header class="manage-head">
        <h1>{t('rules')}</h1>
        <a class="btn" href={linkTo('rules/new')}>
          {t('newRule')}
        </a>
      </header>
      <p class="quiet lead">{t('rulesMean')}</p>
      {rules.length === 0 && <p class="empty">{t('noRules')}</p>}
      {ruleKinds.map((kind) => {
        const these = rules.filter((one) => one.rule_kind === kind)
        if (these.length === 0) return null
        return (
          <section key={kind} class="block">
            <h2>{t(titles[kind])}</h2>
            <p class="quiet">{t(meanings[kind])}</p>
            <ul class="ledger">
              {these.map((rule) => (
                <RuleRow key={rule.id} rule={rule} offers={offers} here={here} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

export function scopeText(rule: { stylist_id?: string | null; service_id?: string | null }, offers: Offers): string {
  const stylist = nameIn(offers.stylists, rule.stylist_id ?? null)
  const service = nameIn(offers.services, rule.service_id ?? null)
  if (stylist && service) return t('scopeBoth', { stylist, service })
  return stylist || service || t('wholeSalon')
}

export function RuleRow({ rule, offers, here }: { rule: Rule; offers: Offers; here: Location }) {
  const valid = validText(rule, here)
  return (
    <li>
      <a class="ledger-row" href={linkTo(`rules/${rule.id}`)} data-rule={rule.id}>
        <span class="ledger-main">
          <bdi class="ledger-time">{hoursText(rule, here)}</bdi>
          {rule.is_closed && <span class="tag tag-loss">{t('closed')}</span>}
        </span>
        <span class="ledger-who">
          <bdi>{daysText(rule.days_of_week, here)}</bdi>
          {valid && <bdi class="quiet">{valid}</bdi>}
        </span>
        <span class="ledger-more">
          <bdi>{scopeText(rule, offers)}</bdi>
          {!rule.is_closed && (
            <span class="quiet">
              {t('startsEvery', { n: rule.slot_granularity_minutes ?? 15 })}
              {rule.slot_capacity > 1 && ` · ${t('atOnce', { n: rule.slot_capacity })}`}
            </span>
          )}
        </span>
      </a>
    </li>
  )
}
