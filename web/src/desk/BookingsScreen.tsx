// Bookings found by name, phone, e-mail or number; without a question, those that are coming.
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { announce } from '../shared/live'
import { type Booking, ask, client, explain } from './api'
import { Card } from './Card'
import { catalog, loadCatalog } from './catalog'
import { lastChanged } from './changes'
import { today } from './clock'
import { Row } from './History'
import { Notice, Skeleton, TextField } from './parts'
import { place } from './places'
import { go, linkTo, questions } from './router'
import { t } from './words'

const typingPause = 300 // ms
const shownAtMost = 50
const shortest = 3 // letters: what the server finds the beginnings of names by

export function BookingsScreen() {
  const asked = useSignal(questions.peek().get('q') ?? '')
  const found = useSignal<Booking[] | null>(null)
  const problem = useSignal<string | null>(null)
  useEffect(() => {
    if (catalog.peek()?.location !== place.peek()!.id) void loadCatalog(place.peek()!.id)
  }, [])
  useSignalEffect(() => {
    const q = asked.value.trim()
    const asking = new AbortController()
    const timer = setTimeout(() => void look(q, asking.signal), found.peek() ? typingPause : 0)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  })
  useSignalEffect(() => {
    const changed = lastChanged.value
    if (changed) found.value = found.peek()?.map((one) => (one.id === changed.id ? changed : one)) ?? null
  })
  async function look(q: string, signal: AbortSignal): Promise<void> {
    if (q && q.length < shortest) return
    go(linkTo('bookings', { q: q || null }), true)
    const wanted = q ? { q } : { from: today.peek(), status: 'confirmed' as const }
    const query = { location_id: place.peek()!.id, limit: shownAtMost, ...wanted }
    const outcome = await ask((limit) => client.GET('/admin/v1/bookings', { params: { query }, signal: limit }), { signal })
    if (signal.aborted) return
    problem.value = 'problem' in outcome ? explain(outcome.problem) : null
    found.value = 'problem' in outcome ? [] : outcome.data.items
    if (q) announce(t('found', { n: found.value.length }))
  }
  return (
    <div class="bookings">
      <header class="screen-head">
        <h1>{t('navBookings')}</h1>
      </header>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={t('find')}
          hint={t('findHint')}
          value={asked.value}
          onValue={(value) => (asked.value = value)}
          type="search"
          name="q"
          autocomplete="off"
        />
      </form>
      {problem.value && <Notice>{problem.value}</Notice>}
      <Found bookings={found.value} isAsked={asked.value.trim() !== ''} />
      <Card />
    </div>
  )
}

function Found({ bookings, isAsked }: { bookings: Booking[] | null; isAsked: boolean }) {
  if (!bookings) return <Skeleton rows={5} />
  if (bookings.length === 0) return <Notice kind="plain">{t(isAsked ? 'noneFound' : 'noneComing')}</Notice>
  return (
    <section class="found" aria-label={t('navBookings')}>
      <h2>{isAsked ? t('found', { n: bookings.length }) : t('coming')}</h2>
      <ul class="rows">
        {bookings.map((one) => (
          <li key={one.id}>
            <Row booking={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}
