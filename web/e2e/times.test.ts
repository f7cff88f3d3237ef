import { expect, it } from 'vitest'
import { newPage, phone, screenIs, times, until } from './browser'
import { smallSalon, url } from './salon'

interface Shown {
  total: number
  slots: { id: string; local_start: string }[]
}

it('UI-02: the times shown are those of the API, and the same after a reload', async () => {
  const salon = await smallSalon({ from: '08:00', to: '20:00' })
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  const shown = () => times(page).evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.slot))
  const seen = await shown()
  const session = await page.evaluate(() => JSON.parse(sessionStorage.getItem('salon.session')!) as string)
  const query = new URLSearchParams({ location_id: salon.location, service_id: salon.service, date: salon.date(2) })
  const reply = await fetch(`${url}/v1/slots?${query}`, { headers: { 'X-Session-Id': session } })
  const told = (await reply.json()) as Shown
  expect(seen).toEqual(told.slots.map((slot) => slot.id))
  expect(seen.length).toBeGreaterThanOrEqual(2)
  expect(seen.length).toBeLessThanOrEqual(5)
  expect(await page.locator('.times .fine').innerText()).toContain(`${seen.length} of ${told.total} free times on this day.`)
  await page.reload()
  await times(page).first().waitFor()
  expect(await shown()).toEqual(seen)
  await page.getByRole('button', { name: 'More times' }).click()
  await until(async () => (await shown()).length, (count) => count > seen.length)
  expect(await shown()).toEqual(expect.arrayContaining(seen))
})

it('UI-03: who looks from London sees salon time, the zone once, and their own time beside it', async () => {
  const salon = await smallSalon()
  const page = await newPage({ timezoneId: 'Europe/London' })
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  expect(await page.locator('.time').allInnerTexts()).toEqual([expect.stringMatching(/^10:00\sam$/i), expect.stringMatching(/^10:30\sam$/i)])
  const here = new Date(`${salon.date(2)}T06:00:00Z`).toLocaleTimeString('en-AE', { timeZone: 'Europe/London', hour: 'numeric', minute: '2-digit' })
  const plain = (text: string) => text.replace(/\s/g, ' ').toLowerCase()
  expect(plain(await page.locator('.yours').first().innerText())).toContain(plain(`${here} where you are`))
  expect((await page.locator('main').innerText()).match(/Gulf Standard Time/g)).toHaveLength(1)
})

it('UI-03: who is where the salon is sees no second time', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  expect(await page.locator('.yours').count()).toBe(0)
})

it('UI-04: a full day says so and leads to the next free one in one tap', async () => {
  const salon = await smallSalon({ fullDays: [3, 4] })
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  const full = page.locator(`.day[data-date="${salon.date(3)}"]`)
  await full.waitFor()
  expect(await full.innerText()).toContain('Full')
  await full.click()
  await page.locator('.full-day button').click()
  await times(page).first().waitFor()
  expect(await page.locator('.day[aria-pressed=true]').getAttribute('data-date')).toBe(salon.date(5))
})

it('UI-04: the month shows the same days, and turns', async () => {
  const salon = await smallSalon({ fullDays: [3] })
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await page.getByRole('button', { name: 'Whole month' }).click()
  const wanted = page.locator(`.month [data-date="${salon.date(16)}"]`)
  if (!(await wanted.count())) await page.getByRole('button', { name: 'Month after' }).click()
  await wanted.click()
  await until(() => times(page).count(), (count) => count === 2)
  expect(await wanted.getAttribute('aria-pressed')).toBe('true')
})

it('One salon is not asked about', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.route('**/v1/locations?**', async (route) => {
    const reply = await route.fetch()
    const body = (await reply.json()) as { items: { id: string }[] }
    await route.fulfill({ response: reply, json: { ...body, items: body.items.filter((one) => one.id === salon.location) } })
  })
  await page.goto(url)
  await screenIs(page, 'pick')
  expect(await page.locator('h1').innerText()).toBe(salon.name)
})

it('Back leads from the times to the services and from there to the salons', async () => {
  const salon = await smallSalon()
  const page = await newPage({ viewport: phone })
  await page.goto(url)
  await page.getByRole('button', { name: salon.name }).click()
  await page.getByRole('button', { name: 'Haircut' }).click()
  await times(page).first().waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Haircut' }).waitFor()
  expect(await times(page).count()).toBe(0)
  await page.goBack()
  await screenIs(page, 'salons')
})
