import { describe, expect, it } from 'vitest'
import { book, fillIn, holdFirst, newPage, screenIs, times, until } from './browser'
import { type SmallSalon, smallSalon, sql, url } from './salon'

const openTimes = async (salon: SmallSalon, script?: string) => {
  const page = await newPage({}, script)
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  return page
}

const bookingsOf = (salon: SmallSalon) =>
  sql(`SELECT count(*) FROM bookings b JOIN slot_instances s ON s.id = b.slot_id WHERE s.location_id = '${salon.location}'`)

// The hold's end, moved by the owner of the database: so nobody has to wait for ten minutes.
const endsIn = (salon: SmallSalon, seconds: number) =>
  sql(`UPDATE bookings b SET hold_expires_at = clock_timestamp() + interval '${seconds} s' FROM slot_instances s
       WHERE s.id = b.slot_id AND s.location_id = '${salon.location}' AND b.status = 'held'`)

const statusOf = (salon: SmallSalon) =>
  sql(`SELECT b.status FROM bookings b JOIN slot_instances s ON s.id = b.slot_id WHERE s.location_id = '${salon.location}'
       ORDER BY b.created_at DESC LIMIT 1`)

const secondsLeft = async (page: Awaited<ReturnType<typeof newPage>>) => {
  if ((await page.locator('.timer-left').count()) === 0) return 0
  const [minutes, seconds] = (await page.locator('.timer-left').innerText()).split(':').map(Number)
  return minutes! * 60 + seconds!
}

it('UI-05: of two who tap the same time one holds it, and the other goes on where they are', async () => {
  const salon = await smallSalon()
  const [first, second] = [await openTimes(salon), await openTimes(salon)]
  await Promise.all([times(first).first().click(), times(second).first().click()])
  const screens = async () => (await Promise.all([first, second].map((page) => page.locator('.page').getAttribute('data-screen')))).sort()
  await until(screens, (found) => found.join() === 'held,pick')
  const loser = (await first.locator('.page').getAttribute('data-screen')) === 'pick' ? first : second
  await loser.locator('[data-notice=taken]').waitFor()
  expect(await loser.locator('.notice').innerText()).toBe('Someone just took that time. Here are the times still free.')
  await until(() => times(loser).count(), (count) => count === 1)
  await holdFirst(loser)
})

it('UI-05: when the last time of a day is taken, the day says so', async () => {
  const salon = await smallSalon({ to: '10:30' })
  const [first, second] = [await openTimes(salon), await openTimes(salon)]
  await holdFirst(first)
  await times(second).first().click()
  await second.locator('.full-day').waitFor()
  expect(await second.locator('.notice').innerText()).toContain('it was the last one on this day')
})

describe('UI-06: one booking comes of', () => {
  it('a double tap', async () => {
    const salon = await smallSalon()
    const page = await openTimes(salon)
    await times(page).first().dblclick()
    await screenIs(page, 'held')
    expect(await bookingsOf(salon)).toBe('1')
  })

  it('a request whose answer is lost', async () => {
    const salon = await smallSalon()
    const page = await openTimes(salon)
    const keys: string[] = []
    await page.route('**/v1/bookings', async (route) => {
      keys.push((await route.request().allHeaders())['idempotency-key']!)
      if (keys.length > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await holdFirst(page)
    expect(keys.length).toBe(2)
    expect(new Set(keys).size).toBe(1)
    expect(await bookingsOf(salon)).toBe('1')
    expect(await secondsLeft(page)).toBeGreaterThan(500)
  })

  it('a confirmation whose answer is lost', async () => {
    const salon = await smallSalon()
    const page = await openTimes(salon)
    let attempts = 0
    await page.route('**/confirm', async (route) => {
      if (++attempts > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await book(page)
    expect(attempts).toBe(2)
    expect(await statusOf(salon)).toBe('confirmed')
  })
})

it('UI-07: the countdown is right when the device is an hour late', async () => {
  const late = `{ const Real = Date; const shift = -3600_000
    globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + shift) } static now() { return Real.now() + shift } } }`
  const salon = await smallSalon()
  const page = await openTimes(salon, late)
  await holdFirst(page)
  const left = await secondsLeft(page)
  expect(left).toBeGreaterThan(560)
  expect(left).toBeLessThanOrEqual(600)
})

it('UI-08: a reload during the hold keeps time and details', async () => {
  const salon = await smallSalon()
  const page = await openTimes(salon)
  await holdFirst(page)
  const day = await page.locator('.ticket').innerText()
  await fillIn(page, 'Aisha Rahman', '050 123 4567')
  await page.reload()
  await screenIs(page, 'held')
  expect(await page.locator('#name').inputValue()).toBe('Aisha Rahman')
  expect(await page.locator('#phone').inputValue()).toBe('050 123 4567')
  await until(() => page.locator('.ticket').innerText(), (now) => now === day)
  expect(await bookingsOf(salon)).toBe('1')
})

it('UI-09: at two minutes the words change, and a screen reader is told once', async () => {
  const spoken = `globalThis.spoken = []; let last = ''; addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    const now = document.querySelector('[role=status].vh')?.textContent ?? ''
    if (now && now !== last) globalThis.spoken.push(now)
    last = now
  }).observe(document.body, { subtree: true, childList: true, characterData: true }))`
  const salon = await smallSalon()
  const page = await openTimes(salon, spoken)
  await holdFirst(page)
  await endsIn(salon, 124)
  await page.reload()
  await screenIs(page, 'held')
  expect(await page.locator('.timer-words').innerText()).toContain('Held for you.')
  await page.locator('.timer.urgent').waitFor()
  expect(await page.locator('.timer-words').innerText()).toContain('Less than two minutes left.')
  await until(() => secondsLeft(page), (left) => left <= 116)
  const said = await page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken)
  expect(said.filter((sentence) => sentence.includes('Less than two minutes'))).toHaveLength(1)
})

it('UI-10: an expired time can be held again in one tap, with the details still there', async () => {
  const salon = await smallSalon()
  const page = await openTimes(salon)
  await holdFirst(page)
  await fillIn(page)
  await endsIn(salon, 2)
  await page.reload()
  await screenIs(page, 'expired')
  expect(await page.locator('#name').inputValue()).toBe('Aisha Rahman')
  await page.getByRole('button', { name: 'Hold it again' }).click()
  await screenIs(page, 'held')
  await page.getByRole('button', { name: 'Confirm visit' }).click()
  await screenIs(page, 'confirmed')
  expect(await statusOf(salon)).toBe('confirmed')
})

it('UI-10: when somebody else has it by then, the times still free are shown', async () => {
  const salon = await smallSalon()
  const page = await openTimes(salon)
  await holdFirst(page)
  await endsIn(salon, 1)
  await page.reload()
  await screenIs(page, 'expired')
  await holdFirst(await openTimes(salon))
  await page.getByRole('button', { name: 'Hold it again' }).click()
  await page.locator('[data-notice=taken]').waitFor()
  await until(() => times(page).count(), (count) => count === 1)
})

it('UI-11: who confirms at the last second is booked, or keeps the details and may hold again', async () => {
  const salon = await smallSalon()
  const page = await openTimes(salon)
  await holdFirst(page)
  await fillIn(page)
  await endsIn(salon, 4)
  await page.reload()
  await page.locator('[data-screen=held], [data-screen=expired]').waitFor()
  await until(() => secondsLeft(page), (left) => left <= 1)
  const screen = () => page.locator('.page').getAttribute('data-screen')
  const replies = () => page.locator('[aria-disabled=true]').count()
  // In time it is booked by this tap; a moment late, by holding it again and confirming.
  for (let taps = 0; taps < 4 && (await screen()) !== 'confirmed'; ++taps) {
    await page.locator('.details button[type=submit]').click()
    await until(replies, (waiting) => waiting === 0)
    expect(await screen()).not.toBe('pick')
  }
  expect(await statusOf(salon)).toBe('confirmed')
})

it('UI-11: a confirmation that is on its way when the time ends is waited for', async () => {
  const salon = await smallSalon()
  const page = await openTimes(
    salon,
    'globalThis.later = 0; { const now = performance.now.bind(performance); performance.now = () => now() + later }',
  )
  await holdFirst(page)
  await fillIn(page)
  let letThrough = () => {}
  await page.route('**/confirm', async (route) => {
    const response = await route.fetch()
    await new Promise<void>((resolve) => (letThrough = resolve))
    await route.fulfill({ response })
  })
  await page.getByRole('button', { name: 'Confirm visit' }).click()
  await until(() => statusOf(salon), (status) => status === 'confirmed')
  await page.evaluate('later = 600_000')
  await until(() => secondsLeft(page), (left) => left === 0)
  await screenIs(page, 'held')
  letThrough()
  await screenIs(page, 'confirmed')
})

it('UI-11: who confirms too late hears so and loses nothing', async () => {
  const salon = await smallSalon()
  const page = await openTimes(salon)
  await holdFirst(page)
  await fillIn(page)
  await endsIn(salon, -1)
  await page.getByRole('button', { name: 'Confirm visit' }).click()
  await screenIs(page, 'expired')
  expect(await page.locator('#phone').inputValue()).toBe('050 123 4567')
})

it('UI-12: choosing another time frees the held one for others within a second', async () => {
  const salon = await smallSalon({ to: '10:30' })
  const page = await openTimes(salon)
  await holdFirst(page)
  const query = new URLSearchParams({ location_id: salon.location, service_id: salon.service, date: salon.date(2) })
  const freeForOthers = async () => ((await (await fetch(`${url}/v1/slots?${query}`)).json()) as { total: number }).total
  expect(await freeForOthers()).toBe(0)
  await Promise.all([page.waitForResponse('**/cancel'), page.getByRole('button', { name: 'Choose another time' }).click()])
  await until(freeForOthers, (total) => total === 1, 1)
  await times(page).first().waitFor()
})
