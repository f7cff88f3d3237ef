import { expect, inject, it } from 'vitest'
import { book, fillIn, holdFirst, newPage, screenIs, times, until } from './browser'
import { smallSalon } from './salon'

const offline = 'You are offline. Nothing is lost; we go on when you are back.'

it('UI-20: at each step a lost connection is said, and its return goes on by itself', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  const lose = async (act: () => Promise<void>) => {
    await page.context().setOffline(true)
    await act()
    await until(() => page.locator('.banner').allInnerTexts(), (words) => words.includes(offline))
    await page.context().setOffline(false)
  }
  await page.goto(salon.address({ service: '' }))
  await page.locator('.service-list .row').waitFor()
  await lose(() => page.locator('.service-list .row').click())
  await times(page).first().waitFor()
  await lose(() => page.locator(`.day[data-date="${salon.date(3)}"]`).click())
  await times(page).first().waitFor()
  await lose(() => times(page).first().click())
  await screenIs(page, 'held')
  await fillIn(page)
  await lose(() => page.locator('.details button[type=submit]').click())
  await screenIs(page, 'confirmed')
  expect(await page.locator('.banner').count()).toBe(0)
})

it('UI-20: letting a time go, too, waits for the connection', async () => {
  const salon = await smallSalon({ to: '10:30' })
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await holdFirst(page)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Choose another time' }).click()
  await page.locator('.banner').waitFor()
  await page.context().setOffline(false)
  await until(() => times(page).count(), (count) => count === 1)
})

it('UI-20: too many questions show how long to wait, and the page goes on', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }).replace(/^.*?\/\?/, `${inject('limitedUrl')}/?`))
  await times(page).first().waitFor()
  for (const ahead of [3, 4, 5, 6, 7]) await page.locator(`.day[data-date="${salon.date(ahead)}"]`).click()
  await page.locator('.banner-wait').waitFor()
  expect(await page.locator('.banner-wait').innerText()).toMatch(/^It is busy here just now\. We try again by ourselves in \d+ seconds?\.$/)
  await page.locator('.banner-wait').waitFor({ state: 'detached', timeout: 59_000 })
  await until(() => times(page).count(), (count) => count === 2)
}, 90_000)

it('A server that is away for a moment is asked again', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  let refused = 0
  await page.route('**/v1/slots**', async (route) => {
    if (++refused > 1) return route.continue()
    await route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json', body: '{"code":"UNAVAILABLE"}' })
  })
  await page.goto(salon.address({ date: salon.date(2) }))
  await book(page)
  expect(refused).toBeGreaterThan(1)
})
