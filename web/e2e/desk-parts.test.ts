// What the desk loads when it is wanted: that a file did not come once is made good by one tap.
import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import { until } from './browser'
import { openDesk } from './managing'
import { sql } from './salon'

const refusals = {
  'is cut off': (route: Route) => route.abort(),
  'is unavailable': (route: Route) => route.fulfill({ status: 503, headers: { 'Cache-Control': 'no-store' }, body: '' }),
}
const each = (...files: string[]) => files.flatMap((file) => Object.entries(refusals).map(([how, refuse]) => ({ file, how, refuse })))

// What the browser was asked to load, by what stands behind the #: it is not sent, but makes it another file to the browser.
async function endingsAsked(page: Page, file: string): Promise<string[]> {
  const found: string[] = []
  const session = await page.context().newCDPSession(page)
  session.on('Network.requestWillBeSent', ({ request }) => void (request.url.includes(file) && found.push(request.urlFragment ?? '')))
  await session.send('Network.enable')
  return found
}

// The desk of a salon with figures, where the first answer for such a file is a refusal.
async function without(file: string, refuse: (route: Route) => Promise<void>) {
  const location = await sql(`SELECT id FROM locations WHERE currency = 'AED' ORDER BY id LIMIT 1`)
  const page = await openDesk('bookings', { location })
  await dashboard(page).waitFor()
  let asked = 0
  await page.route(`**/assets/${file}`, (route) => (++asked === 1 ? refuse(route) : route.continue()))
  const endings = await endingsAsked(page, `/assets/${file.split('*')[0]}`)
  return { page, endings }
}

const dashboard = (page: Page) => page.getByRole('link', { name: 'Dashboard' })
const again = (page: Page) => page.getByRole('button', { name: 'Try again' })
const styleOf = (page: Page, selector: string, property: string) =>
  page.locator(selector).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)

it.each(each('manage-*.css', 'manage-*.js'))('Management screens of which $file $how come with one more tap, in their style', async ({ file, refuse }) => {
  const { page, endings } = await without(file, refuse)
  await dashboard(page).click()
  await again(page).waitFor()
  expect(await page.locator('.figures').count()).toBe(0)
  await again(page).click()
  await page.locator('.figures').waitFor()
  expect(await styleOf(page, '.figures', 'display')).toBe('grid')
  expect(await page.locator('link[href*="/manage-"]').count()).toBe(1)
  if (file.endsWith('.js')) expect(endings).toContain('#1')
})

it.each(each('uPlot-*.css', 'uPlot*.js'))('A chart of which $file $how comes with one more tap, in its style', async ({ file, refuse }) => {
  const { page, endings } = await without(file, refuse)
  await dashboard(page).click()
  await page.locator('.chart-wide').getByRole('button', { name: 'Try again' }).click()
  await page.locator('[data-drawn]').waitFor()
  expect(await styleOf(page, '.u-wrap', 'position')).toBe('relative')
  expect(await page.locator('link[href*="/uPlot-"]').count()).toBe(1)
  if (file.endsWith('.js')) expect(endings).toContain('#1')
})

it.each(each('en-*.js'))('Words of the management screens that come in a file that $how come with one more tap', async ({ file, refuse }) => {
  const { page, endings } = await without(file, refuse)
  await dashboard(page).click()
  await again(page).click()
  await page.locator('.figures').waitFor()
  expect(endings).toContain('#1')
})

it('Words of another language that did not come are asked for again by another name', async () => {
  const { page, endings } = await without('ar-*.js', refusals['is cut off'])
  const tap = async () => {
    await page.locator('.languages [lang=ar]').click({ timeout: 1000 }).catch(() => {})
    return page.locator('html').getAttribute('dir')
  }
  await until(tap, (direction) => direction === 'rtl')
  expect(endings).toEqual(['', expect.stringMatching(/^#1+$/)])
})
