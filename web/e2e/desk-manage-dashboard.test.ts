import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { until } from './browser'
import { openDesk } from './managing'
import { smallSalon, sql, url } from './salon'

// The last four weeks of the location's own days, as rows of one column each.
const span = (location: string) => `
  l AS (SELECT id, timezone, (clock_timestamp() AT TIME ZONE timezone)::date AS today FROM locations WHERE id = '${location}'),
  made AS (SELECT b.* FROM bookings b, l WHERE b.location_id = l.id AND (b.created_at AT TIME ZONE l.timezone)::date BETWEEN l.today - 27 AND l.today),
  visits AS (SELECT b.* FROM bookings b, l WHERE b.location_id = l.id AND b.status = 'confirmed'
                AND (b.start_at AT TIME ZONE l.timezone)::date BETWEEN l.today - 27 AND l.today)`

const number = async (location: string, question: string): Promise<number> =>
  Number(await sql(`WITH ${span(location)} ${question}`))

const figure = async (page: Page, name: string): Promise<number> => {
  const words = await page.locator(`[data-figure=${name}] dd`).innerText()
  return Number(words.replace(/[^\d.]/g, ''))
}

it('UI-25: the figures of the dashboard are those of the tables', async () => {
  const location = await sql(`SELECT id FROM locations WHERE currency = 'AED' ORDER BY id LIMIT 1`)
  const page = await openDesk('dashboard', { location })
  await page.locator('[data-figure=revenue]').waitFor()
  const count = (question: string) => number(location, question)
  const held = await count('SELECT count(*) FROM made')
  const confirmed = await count('SELECT count(confirmed_at) FROM made')
  expect(held).toBeGreaterThan(0)
  expect(await figure(page, 'confirmed')).toBe(confirmed)
  expect(await figure(page, 'conversion')).toBe(Math.round((100 * confirmed) / held))
  expect(await figure(page, 'cancelled')).toBe(await count(`SELECT count(*) FROM made WHERE status = 'cancelled'`))
  const isOver = `status = 'expired' OR (status = 'held' AND hold_expires_at <= clock_timestamp())`
  expect(await figure(page, 'expired')).toBe(await count(`SELECT count(*) FROM made WHERE ${isOver}`))
  expect(await figure(page, 'completed')).toBe(await count(`SELECT count(*) FROM visits WHERE attendance = 'completed'`))
  expect(await figure(page, 'no_shows')).toBe(await count(`SELECT count(*) FROM visits WHERE attendance = 'no_show'`))
  const revenue = await count(`SELECT coalesce(sum(price_minor), 0) / 100.0 FROM visits WHERE attendance = 'completed'`)
  expect(await figure(page, 'revenue')).toBe(revenue)

  await page.locator('.chart-wide summary').click()
  const rows = await page
    .locator('.chart-wide tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].slice(1).map((cell) => Number(cell.textContent))))
  expect(rows).toHaveLength(28)
  const perDay =
    await sql(`WITH ${span(location)} SELECT (SELECT count(*) FROM made WHERE (created_at AT TIME ZONE l.timezone)::date = d.day)
      || ' ' || (SELECT count(*) FROM visits WHERE attendance = 'no_show' AND (start_at AT TIME ZONE l.timezone)::date = d.day)
      FROM l, generate_series(l.today - 27, l.today, interval '1 day') AS d(day) ORDER BY d.day`)
  expect(rows.map((row) => `${row[0]} ${row[4]}`)).toEqual(perDay.split('\n'))
})

it('UI-25: the heat map says the minutes that stylists were booked', async () => {
  const location = await sql(`SELECT id FROM locations WHERE currency = 'AED' ORDER BY id LIMIT 1`)
  const page = await openDesk('dashboard', { location })
  await page.locator('.heat').waitFor()
  await page
    .locator('.chart', { has: page.locator('.heat') })
    .locator('summary')
    .click()
  const rows = await page
    .locator('.chart:not(.chart-wide) .table-frame tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')))
  const shown = rows.reduce((sum, row) => sum + Number(row[3]!.replace(/\D/g, '')), 0)
  const booked = await number(
    location,
    `, days AS (SELECT tstzrange((today - 27)::timestamp AT TIME ZONE timezone, (today + 1)::timestamp AT TIME ZONE timezone) AS whole, id FROM l),
     busy AS (SELECT a.during FROM bookings b JOIN allocations a ON a.booking_id = b.id, days WHERE b.location_id = days.id AND b.status = 'confirmed' AND a.live
              UNION ALL SELECT tstzrange(b.start_at, b.end_at) FROM bookings b, days WHERE b.location_id = days.id AND b.status = 'confirmed' AND b.stylist_id IS NULL)
     SELECT round(sum(extract(epoch FROM upper(during * whole) - lower(during * whole)) / 60)) FROM busy, days WHERE during && whole`,
  )
  expect(booked).toBeGreaterThan(0)
  expect(Math.abs(shown - booked)).toBeLessThanOrEqual(rows.length) // each cell is rounded to whole minutes
})

it('UI-25: the funnel counts what became of the lists that guests were shown', async () => {
  const salon = await smallSalon()
  const first = await fetch(
    `${url}/v1/slots?${new URLSearchParams({ location_id: salon.location, service_id: salon.service, date: salon.date(2) })}`,
  )
  const session = first.headers.get('X-Session-Id')!
  const { slots } = (await first.json()) as { slots: { id: string }[] }
  const send = (path: string, body: unknown, key: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'X-Session-Id': session, 'Idempotency-Key': key, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  const held = (await (await send('/v1/bookings', { slot_id: slots[0]!.id }, 'funnel-hold-0001')).json()) as { id: string }
  await send(
    `/v1/bookings/${held.id}/confirm`,
    { customer_name: 'Aisha Rahman', customer_phone: '+971501234567' },
    'funnel-confirm-01',
  )
  await until(
    () => sql(`SELECT coalesce(sum(lists_shown), 0) FROM shown_counts WHERE location_id = '${salon.location}'`),
    (lists) => lists === '1',
    30,
  )
  const page = await openDesk('dashboard', { location: salon.location })
  await page.locator('[data-variant=control]').waitFor()
  const steps = await page
    .locator('[data-variant=control] [data-step]')
    .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-step')} ${row.querySelector('strong')!.textContent}`))
  expect(steps).toEqual(['lists_shown 1', 'held 1', 'confirmed 1', 'expired 0'])
})
