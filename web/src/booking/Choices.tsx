// Where, what and with whom.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Service, Stylist } from '../shared/api'
import { formatDay, formatMoney } from '../shared/format'
import { focusOn } from '../shared/focus'
import { rich, t } from '../shared/i18n'
import { choice, chooseLocation, chooseService, chooseStylist, locations, place, service, services, stylist, stylists } from './catalog'
import { Bdi, Photo, Portrait, showChosen, Skeleton } from './parts'

export function Salons() {
  const pick = (id: string) => {
    chooseLocation(id)
    focusOn('services')
  }
  return (
    <section class="salons" aria-labelledby="salons">
      <h2 id="salons" class="label" tabIndex={-1}>
        {t('salons')}
      </h2>
      {locations.value === null ? (
        <Skeleton rows={3} kind="row" />
      ) : locations.value.length === 0 ? (
        <p>{t('noSalons')}</p>
      ) : (
        <ul class="ledger">
          {locations.value.map((one) => (
            <li key={one.id}>
              <button type="button" class="row" onClick={() => pick(one.id)}>
                <Photo url={one.photo_url} />
                <span class="row-main">
                  <strong class="row-title">
                    <Bdi>{one.name}</Bdi>
                  </strong>
                  <span class="quiet">
                    <Bdi>{one.address}</Bdi>
                  </span>
                </span>
                <span class="chevron" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

// In the order of the price list, each heading where its first service stands.
function grouped(all: Service[]): [string, Service[]][] {
  const groups = new Map<string, Service[]>()
  for (const one of all) groups.set(one.category, [...(groups.get(one.category) ?? []), one])
  return [...groups]
}

function ServiceRow({ one, onChosen }: { one: Service; onChosen: () => void }) {
  const isChosen = one.id === choice.value.service
  const pick = () => {
    onChosen()
    if (!isChosen) chooseService(one.id)
    focusOn('days')
  }
  return (
    <li>
      <button type="button" class="row" aria-pressed={isChosen} onClick={pick}>
        <span class="mark" aria-hidden="true" />
        <span class="row-main">
          <span class="row-title">
            <Bdi>{one.name}</Bdi>
          </span>
          <span class="quiet">
            {t('minutes', { n: one.duration_minutes })}
            {one.description && (
              <>
                {' · '}
                <Bdi>{one.description}</Bdi>
              </>
            )}
          </span>
        </span>
        <span class="row-end">
          <Bdi>{formatMoney(one.price_minor, one.currency, place.value!.region)}</Bdi>
        </span>
      </button>
    </li>
  )
}

export function Services() {
  const isOpen = useSignal(false)
  const all = services.value
  const chosen = service.value
  const isFolded = chosen !== null && !isOpen.value
  const open = () => {
    isOpen.value = true
    focusOn('services')
  }
  return (
    <section class={isFolded ? 'services folded' : 'services'} aria-labelledby="services">
      <h2 id="services" class="label" tabIndex={-1}>
        {t('service')}
      </h2>
      {chosen && isFolded && <Summary onOpen={open} />}
      <div class="service-list">
        {all === null ? (
          <Skeleton rows={6} kind="row" />
        ) : all.length === 0 ? (
          <p>{t('noServices')}</p>
        ) : (
          grouped(all).map(([category, group]) => (
            <div key={category} class="group">
              <h3 class="group-title">{category ? <Bdi>{category}</Bdi> : t('otherServices')}</h3>
              <ul class="ledger">
                {group.map((one) => (
                  <ServiceRow key={one.id} one={one} onChosen={() => (isOpen.value = false)} />
                ))}
              </ul>
            </div>
          ))
        )}
      </div>
    </section>
  )
}

// On a phone what is chosen stays in sight, in two lines, while the times scroll under it.
function Summary({ onOpen }: { onOpen: () => void }) {
  const chosen = service.value!
  const { date } = choice.value
  return (
    <div class="summary">
      <p>
        <strong>
          <Bdi>{chosen.name}</Bdi>
        </strong>
        <span class="quiet">
          <Bdi>{formatMoney(stylist.value?.price_minor ?? chosen.price_minor, chosen.currency, place.value!.region)}</Bdi>
          {' · '}
          {t('minutes', { n: stylist.value?.duration_minutes ?? chosen.duration_minutes })}
          {date && (
            <>
              {' · '}
              <Bdi>{formatDay(date, place.value!, 'short')}</Bdi>
            </>
          )}
        </span>
      </p>
      <button type="button" class="link" aria-label={t('changeService')} onClick={onOpen}>
        {t('change')}
      </button>
    </div>
  )
}

export function Stylists() {
  const all = stylists.value
  if (!service.value?.requires_stylist || all?.length === 0) return null
  return (
    <section class="with" aria-labelledby="with">
      <h2 id="with" class="label">
        {t('with')}
      </h2>
      {all ? <People all={all} /> : <Skeleton rows={3} kind="person" />}
    </section>
  )
}

function People({ all }: { all: Stylist[] }) {
  const { stylist: chosen } = choice.value
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    if (chosen) showChosen(list.current)
  }, [chosen])
  const only = all.length === 1 ? all[0]! : null
  if (only) {
    return (
      <p class="person person-only">
        <Portrait name={only.name} />
        <Bdi>{only.name}</Bdi>
      </p>
    )
  }
  return (
    <ul class="people" ref={list}>
      <li>
        <button type="button" class="person" aria-pressed={!chosen} onClick={() => chooseStylist(null)}>
          <span class="portrait portrait-anyone" aria-hidden="true">
            <span class="head" />
            <span class="head" />
          </span>
          {t('anyone')}
        </button>
      </li>
      {all.map((one) => (
        <li key={one.id}>
          <button type="button" class="person" aria-pressed={chosen === one.id} onClick={() => chooseStylist(one.id)}>
            <Portrait name={one.name} />
            <span>
              <Bdi>{one.name}</Bdi>
              <OwnTerms minutes={one.duration_minutes} price={one.price_minor} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

// Only what differs from the price list.
function OwnTerms({ minutes, price }: { minutes: number | null; price: number | null }) {
  const usual = service.value!
  const differs = (price !== null && price !== usual.price_minor) || (minutes !== null && minutes !== usual.duration_minutes)
  if (!differs) return null
  return (
    <span class="quiet own-terms">
      {price !== null && <Bdi>{formatMoney(price, usual.currency, place.value!.region)}</Bdi>}
      {minutes !== null && rich('minutes', {}, minutes)}
    </span>
  )
}
