// The hours that a stylist has of their own; without any they follow the salon's.
import { place } from '../places'
import { linkTo } from '../router'
import { Loaded, useLoading } from './loading'
import { RuleRow } from './RulesScreen'
import { list, type Stylist } from './store'
import { t } from './words'

export function StylistHours({ stylist }: { stylist: Stylist }) {
  const here = place.value!
  const rules = useLoading(`${here.id} ${stylist.id}`, (signal) =>
    list('availabilities', { location_id: here.id, stylist_id: stylist.id }, signal),
  )
  const offers = { services: [], stylists: [stylist] }
  return (
    <section class="preview" aria-label={t('ownHours')}>
      <h2>{t('ownHours')}</h2>
      <Loaded of={rules}>
        {(own) => (
          <>
            {own.length === 0 && <p class="quiet">{t('noOwnHours')}</p>}
            <ul class="ledger">
              {own.map((rule) => (
                <RuleRow key={rule.id} rule={rule} offers={offers} here={here} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <p>
        <a class="btn quiet-btn" href={linkTo('rules/new', { stylist: stylist.id })}>
          {t('addHours')}
        </a>
      </p>
    </section>
  )
}
