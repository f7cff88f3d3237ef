import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { until } from './browser'
import { field, openDesk, settled, timesByDay } from './managing'
import { ask, smallSalon, sql } from './salon'

const rulesOf = (location: string) => sql(`SELECT count(*) FROM availability_rules WHERE location_id = '${location}'`)

const told = (page: Page, state: string) => page.locator(`[data-preview=${state}][aria-busy=false]`).waitFor()

// Each row of the preview: the day as it is written there, and the numbers beside it.
const previewRows = (page: Page): Promise<string[][]> =>
  page
    .locator('.preview tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')))

const saved = (page: Page) => page.locator('[data-toast]').getByText('Saved').waitFor()

it('UI-25: the preview of new hours is what generation then makes of them, and a second generation creates nothing', async () => {
  const salon = await smallSalon({ fullDays: [3] })
  await settled(salon.location)
  const before = await timesByDay(salon.location)
  const page = await openDesk('rules/new', { location: salon.location })
  await field(page, 'First day, if any').fill(salon.date(2))
  await field(page, 'Last day, if any').fill(salon.date(9))
  await field(page, 'Sat').check()
  await field(page, 'From').fill('11:00')
  await field(page, 'To').fill('12:30')
  await field(page, 'A start every').fill('30')
  await until(
    () => page.locator('.sum-created strong').allInnerTexts(),
    (sums) => sums.length === 1,
  )
  await told(page, 'told')
  const promised = await previewRows(page)
  expect(promised.length).toBeGreaterThanOrEqual(4)
  const sum = Number(await page.locator('.sum-created strong').innerText())
  expect(await timesByDay(salon.location), 'looking changes nothing').toEqual(before)

  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await saved(page)
  await settled(salon.location)
  const after = await timesByDay(salon.location)
  const dates = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((date) => (after[date] ?? 0) !== (before[date] ?? 0))
    .sort()
  const made = dates.map((date) => (after[date] ?? 0) - (before[date] ?? 0))
  expect(promised.map(([, created]) => Number(created))).toEqual(made)
  expect(promised.map(([day]) => /\d+/.exec(day!)![0])).toEqual(dates.map((date) => String(Number(date.slice(8)))))
  expect(sum).toBe(made.reduce((all, one) => all + one, 0))
  expect(dates, 'a closed day stays closed').not.toContain(salon.date(3))

  await page.getByRole('link', { name: 'Times on sale' }).first().click()
  await field(page, 'First day').fill(salon.date(0))
  await field(page, 'Last day').fill(salon.date(19))
  await page.getByRole('button', { name: 'Make the times' }).click()
  await page.locator('[data-job=done]').waitFor()
  expect(await page.locator('.report-none').innerText()).toBe('Nothing changes in these days.')
  const job = /generation\/([0-9a-f-]{36})/.exec(page.url())![1]
  expect(await sql(`SELECT result->>'created' FROM jobs WHERE id = '${job}'`)).toBe('0')
})

it('UI-25: a closure tells what goes and which booking is left without hours', async () => {
  const salon = await smallSalon()
  const slots = (await (await ask('GET', `/slots?location_id=${salon.location}&date=${salon.date(4)}`)).json()) as {
    items: { id: string }[]
  }
  await ask('POST', '/bookings', { slot_id: slots.items[0]!.id, customer_name: 'Aisha Rahman', confirm: true })
  const page = await openDesk('rules/new', { location: salon.location })
  await field(page, 'Closed').check()
  await field(page, 'When').selectOption('EXCEPTION')
  await field(page, 'First day').fill(salon.date(4))
  await field(page, 'All day').check()
  await until(
    () => page.locator('.sum').allInnerTexts(),
    (sums) => sums.length === 2,
  )
  expect(await page.locator('.sum').allInnerTexts()).toEqual(['1 booked time closes', '1 free time goes'])
  await page.locator('.conflicts li', { hasText: 'Aisha Rahman' }).waitFor()
  expect(await page.locator('.conflicts h3').innerText()).toBe('1 booking would be outside these hours')
  expect(await page.locator('.conflicts li .quiet').count(), 'a reason that the heading says already').toBe(0)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await saved(page)
  await settled(salon.location)
  expect((await timesByDay(salon.location))[salon.date(4)]).toBeUndefined()
})

it('UI-25: before hours are removed it is told what goes with them', async () => {
  const salon = await smallSalon()
  await settled(salon.location)
  const id = await sql(`SELECT id FROM availability_rules WHERE location_id = '${salon.location}' AND NOT is_closed`)
  const page = await openDesk(`rules/${id}`, { location: salon.location })
  await page.getByText('Nothing changes in these days.').waitFor()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.locator('.sum-removed').waitFor()
  const told = Number(await page.locator('.sum-removed strong').innerText())
  const before = Object.values(await timesByDay(salon.location)).reduce((all, one) => all + one, 0)
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByText('Nothing changes in these days.').waitFor()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('button', { name: 'Yes, remove' }).click()
  await page.locator('[data-toast]').getByText('Removed').waitFor()
  await settled(salon.location)
  const after = Object.values(await timesByDay(salon.location)).reduce((all, one) => all + one, 0)
  expect(before - after).toBe(told)
})

it('UI-25: hours that overlap others are refused in words, and the others are shown', async () => {
  const salon = await smallSalon()
  const count = await rulesOf(salon.location)
  const page = await openDesk('rules/new', { location: salon.location })
  await field(page, 'From').fill('10:30')
  await field(page, 'To').fill('12:00')
  await told(page, 'overlap')
  expect(await page.locator('.preview .notice').innerText()).toBe(
    'These hours overlap hours that are already there for the same days.',
  )
  expect(await page.locator('.preview .ledger-row').innerText()).toContain('10:00 AM – 11:00 AM')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await until(
    () => page.locator('.editor-form button[type=submit]').getAttribute('aria-busy'),
    (busy) => busy === 'false',
  )
  await told(page, 'overlap')
  expect(await rulesOf(salon.location)).toBe(count)
})

it('UI-25: what is wrong is said beside its field, which takes the focus', async () => {
  const salon = await smallSalon()
  const page = await openDesk('rules/new', { location: salon.location })
  await field(page, 'From').fill('12:00')
  await field(page, 'To').fill('13:00')
  await field(page, 'Guests at once').fill('0')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const input = field(page, 'Guests at once')
  await until(
    () => input.getAttribute('aria-invalid'),
    (invalid) => invalid === 'true',
  )
  const described = (await input.getAttribute('aria-describedby'))!.split(' ').at(-1)!
  expect(await page.locator(`[id="${described}"]`).innerText()).toBe('Between 1 and 100 guests.')
  await until(
    () => input.evaluate((one) => one === document.activeElement),
    (has) => has,
  )
})

it('UI-25: who changes hours that somebody else changed meanwhile is told so and loses nothing typed', async () => {
  const salon = await smallSalon()
  const id = await sql(`SELECT id FROM availability_rules WHERE location_id = '${salon.location}' AND NOT is_closed`)
  const page = await openDesk(`rules/${id}`, { location: salon.location })
  await field(page, 'To').fill('14:00')
  await ask('PATCH', `/availabilities/${id}`, { end_time: '12:00' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('.meanwhile').waitFor()
  expect(await field(page, 'To').inputValue()).toBe('14:00')
  await page.getByRole('button', { name: 'Show theirs' }).click()
  await until(
    () => field(page, 'To').inputValue(),
    (to) => to === '12:00',
  )
  await ask('PATCH', `/availabilities/${id}`, { end_time: '13:00' })
  await field(page, 'To').fill('15:00')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Save mine instead' }).click()
  await saved(page)
  expect(await sql(`SELECT end_time FROM availability_rules WHERE id = '${id}'`)).toBe('15:00:00')
})

// As far as the element, by Tab alone.
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; ++presses) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`60 Tabs do not lead to ${selector}`)
}

it('UI-16: hours are closed with the keyboard alone', async () => {
  const salon = await smallSalon()
  const count = Number(await rulesOf(salon.location))
  const page = await openDesk('rules', { location: salon.location })
  await page.locator('.ledger').first().waitFor()
  await tabTo(page, '.manage-head .btn')
  await page.keyboard.press('Enter')
  await until(
    () => page.evaluate(() => document.activeElement?.tagName),
    (tag) => tag === 'H1',
  )
  await tabTo(page, 'input[value=open]')
  await page.keyboard.press('ArrowRight')
  await until(
    () => field(page, 'Closed').isChecked(),
    (isOn) => isOn,
  )
  await tabTo(page, '.days-row input')
  await page.keyboard.press('Space')
  await until(
    () => field(page, 'Mon').isChecked(),
    (isOn) => !isOn,
  )
  await tabTo(page, '.check input')
  await page.keyboard.press('Space')
  await page.locator('.sum-removed').waitFor()
  await tabTo(page, '.editor-form button[type=submit]')
  await page.keyboard.press('Enter')
  await saved(page)
  expect(Number(await rulesOf(salon.location))).toBe(count + 1)
  expect(
    await sql(`SELECT days_of_week FROM availability_rules WHERE location_id = '${salon.location}' ORDER BY id DESC LIMIT 1`),
  ).toBe('{2,3,4,5}')
})
