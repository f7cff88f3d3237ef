import { expect, it } from 'vitest'
import { until } from './browser'
import { staff } from './desk'
import { field, openDesk, settled } from './managing'
import { make, smallSalon, sql, url } from './salon'

it('UI-25: a generation goes on when it is left, and is found again', async () => {
  const salon = await smallSalon()
  await settled(salon.location)
  const page = await openDesk('generation', { location: salon.location })
  await field(page, 'First day').fill(salon.date(0))
  await field(page, 'Last day').fill(salon.date(360))
  await page.getByRole('button', { name: 'Make the times' }).click()
  await page.waitForURL(/generation\/[0-9a-f-]{36}/)
  const job = page.url().slice(-36)
  await page.getByRole('link', { name: 'Opening hours' }).first().click()
  await page.locator('.ledger').first().waitFor()
  expect(await page.locator('[data-job]').count()).toBe(0)
  await page.getByRole('link', { name: 'Times on sale' }).first().click()
  await page.locator('[data-job=done]').waitFor({ timeout: 45_000 })
  expect(await page.locator('.done-words').innerText()).toContain('361 of 361 days done')
  const made = Number(await sql(`SELECT result->>'created' FROM jobs WHERE id = '${job}'`))
  expect(Number((await page.locator('.sum-created strong').innerText()).replace(',', ''))).toBe(made)
  await page.reload()
  await page.locator('[data-job=done]').waitFor()
  expect(Number((await page.locator('.sum-created strong').innerText()).replace(',', ''))).toBe(made)
})

it('UI-25: while a generation runs, its progress is told', async () => {
  const salon = await smallSalon()
  const page = await openDesk('generation', { location: salon.location })
  let done = 12
  await page.route('**/admin/v1/jobs/*', async (route) => {
    const reply = await route.fetch()
    const job = (await reply.json()) as Record<string, unknown>
    await route.fulfill({ response: reply, json: done < 20 ? { ...job, state: 'running', done, result: null } : job })
  })
  await field(page, 'Last day').fill(salon.date(19))
  await page.getByRole('button', { name: 'Make the times' }).click()
  await page.getByText('12 of 20 days done').waitFor()
  expect(await page.locator('progress').evaluate((bar: HTMLProgressElement) => [bar.value, bar.max])).toEqual([12, 20])
  done = 20
  await page.locator('[data-job=done]').waitFor()
})

const status = (page: Awaited<ReturnType<typeof openDesk>>, path: string): Promise<number> =>
  page.evaluate(async (address) => (await fetch(address)).status, path)

const shownScreens = (page: Awaited<ReturnType<typeof openDesk>>) =>
  page.locator('.side a.nav-link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))

it('D60: a receptionist sees neither catalogue nor accounts, and is refused when they ask', async () => {
  const salon = await smallSalon()
  const other = await smallSalon()
  const who = await staff('frontdesk', salon.location)
  const page = await openDesk('catalogue', { location: salon.location, who })
  await page.locator('[data-screen=day]').waitFor()
  expect(await shownScreens(page)).not.toContain('/desk/catalogue')
  expect(await shownScreens(page)).not.toContain('/desk/staff')
  for (const path of ['/admin/v1/services', '/admin/v1/staff', '/admin/v1/audit'])
    expect(await status(page, path), path).toBe(403)
  expect(await status(page, `/admin/v1/availabilities?location_id=${other.location}`)).toBe(404)
})

it('D60: a stylist sees no management, and is refused when they ask for rules', async () => {
  const salon = await smallSalon()
  const stylist = await sql(`SELECT id FROM stylists WHERE location_id = '${salon.location}'`)
  const who = await staff('stylist', salon.location, stylist)
  const page = await openDesk('rules', { location: salon.location, who })
  await page.locator('[data-screen=day]').waitFor()
  expect(await shownScreens(page)).toEqual(['/desk/day'])
  expect(await status(page, '/admin/v1/availabilities')).toBe(403)
})

it('D60: a manager gives only the roles below their own, at their own salons, and does not see the brand', async () => {
  const salon = await smallSalon()
  await smallSalon()
  const who = await staff('manager', salon.location)
  const page = await openDesk('staff/accounts/new', { location: salon.location, who })
  await field(page, 'Role').waitFor()
  expect(await field(page, 'Role').locator('option').allInnerTexts()).toEqual(['Stylist', 'Receptionist'])
  expect(await page.locator('.ticks .check').allInnerTexts()).toEqual([salon.name])
  const email = `new-${Date.now()}@salon.test`
  await field(page, 'E-mail').fill(email)
  await field(page, 'Password').fill('short')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('At least 10 characters.', { exact: true }).waitFor()
  await field(page, 'Password').fill('a long enough one')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.locator('.ledger-row', { hasText: email }).waitFor()
  await page.goto(`${url}/desk/catalogue`)
  await page.locator('.tabs').waitFor()
  expect(await page.locator('.tab').allInnerTexts()).toEqual(['Services', 'Stylists', 'Salons'])
})

it('the catalogue: a service with a part in which the stylist is free, a stylist who is dearer, a policy', async () => {
  const salon = await smallSalon()
  const page = await openDesk('catalogue/services/new', { location: salon.location })
  await field(page, 'Name').fill('Root colour')
  await field(page, 'Price in AED').fill('320.50')
  await page.getByRole('button', { name: 'Divide into parts' }).click()
  await field(page, 'Part 1, minutes').fill('20')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.locator('.ledger-row', { hasText: 'Root colour' }).waitFor()
  const kept = await sql(
    `SELECT duration_minutes || ' ' || price_minor FROM services WHERE location_id = '${salon.location}' AND name = 'Root colour'`,
  )
  expect(kept).toBe('65 32050')

  await page.getByRole('link', { name: 'Stylists' }).click()
  await page.locator('.ledger-row', { hasText: 'Layla Haddad' }).click()
  await field(page, 'Skills').fill('cut, colour')
  await page.locator('.terms summary').click()
  await page.locator('.terms-row', { hasText: 'Haircut' }).getByLabel('Price in AED').fill('210')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('.ledger-row', { hasText: 'colour, cut' }).waitFor()
  const dearer = `SELECT t.price_minor FROM stylist_services t JOIN stylists y ON y.id = t.stylist_id WHERE y.location_id = '${salon.location}'`
  expect(await sql(dearer)).toBe('21000')

  await page.goto(`${url}/desk/catalogue/salons/${salon.location}`)
  await field(page, 'Cancel until').fill('48')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('.tabs').waitFor()
  expect(await sql(`SELECT cancellation_window_minutes FROM locations WHERE id = '${salon.location}'`)).toBe('2880')
})

it('explain: each time of a day has its reason, and a time that is none says why', async () => {
  const salon = await smallSalon({ to: '14:00' })
  const slot = await sql(
    `SELECT id FROM slot_instances WHERE location_id = '${salon.location}' AND date = '${salon.date(2)}' ORDER BY start_at LIMIT 1`,
  )
  const { id } = await make('/bookings', { slot_id: slot, customer_name: 'Aisha Rahman', confirm: true })
  const page = await openDesk('explain', { location: salon.location })
  await field(page, 'Day').fill(salon.date(2))
  await page.locator('[data-explained="8"]').waitFor()
  const first = page.locator('tbody tr').first()
  expect(await first.innerText()).toContain('Not offered')
  expect(await first.innerText()).toContain('Booked.')
  expect(await page.locator('.explain-sum').innerText()).toContain('7 of 8 times')
  expect(await page.locator('.tag-good').count()).toBeGreaterThanOrEqual(2)
  await field(page, 'Time, if one').fill('09:00')
  await page.getByText('No visit begins at 9:00 AM').waitFor()
  await field(page, 'Time, if one').fill('10:00')
  await page.locator('[data-explained="1"]').waitFor()
  await until(
    () => sql(`SELECT status FROM bookings WHERE id = '${id}'`),
    (state) => state === 'confirmed',
  )
})

it('an administrator without any salon can make the first', async () => {
  const salon = await smallSalon()
  const page = await openDesk('explain', { location: salon.location })
  await page.route('**/v1/locations?*', (route) => route.fulfill({ json: { items: [], next_cursor: null } }))
  await page.goto(`${url}/desk/catalogue`)
  await page.getByRole('link', { name: 'Add a salon' }).click()
  await field(page, 'Time zone').waitFor()
  expect(await page.locator('.editor h1').innerText()).toBe('Add a salon')
})
