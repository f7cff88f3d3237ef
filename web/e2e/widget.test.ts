import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { newPage, screenIs, until } from './browser'
import { root } from './program'
import { smallSalon, url } from './salon'

const widget = `${url}/widget/v1.js`
const siteWith = (origin: string) => `${origin}/?script=${encodeURIComponent(widget)}`

it('UI-21: a site of the brand shows the booking page, as high as it is', async () => {
  const page = await newPage()
  await page.goto(siteWith(inject('friend')))
  const inside = page.frameLocator('iframe')
  await inside.locator('.salons .row').first().waitFor()
  const heights = async () => {
    const outer = (await page.locator('iframe').boundingBox())!.height
    const inner = await inside.locator('#app').evaluate((app) => Math.ceil(app.getBoundingClientRect().height))
    return outer - inner
  }
  await until(heights, (difference) => difference === 0)
  await inside.locator('.salons .row').first().click()
  await inside.locator('.service-list .row').first().waitFor()
  await until(heights, (difference) => difference === 0)
  expect(await page.context().cookies()).toEqual([])
})

it('UI-21: a site of somebody else is refused', async () => {
  const page = await newPage()
  const refusals: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('frame-ancestors')) refusals.push(message.text())
  })
  await page.goto(siteWith(inject('stranger')))
  await until(async () => refusals.length, (count) => count > 0)
  const frame = page.frames().find((one) => one !== page.mainFrame())
  expect(frame && (await frame.locator('.page').count())).toBe(0)
})

it('UI-21: what a stranger says to the frame, or in its name, is not heard', async () => {
  const page = await newPage()
  await page.goto(siteWith(inject('friend')))
  await page.frameLocator('iframe').locator('.salons .row').first().waitFor()
  await page.evaluate((height) => window.postMessage({ salonHeight: height }, '*'), 12_345)
  const height = async () => (await page.locator('iframe').boundingBox())!.height
  await until(height, (found) => found !== 640)
  expect(await height()).not.toBe(12_345)
})

it('UI-21: the page that shows it works, and its script is small', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(`${url}/widget`)
  const inside = page.frameLocator('iframe')
  await inside.getByRole('button', { name: salon.name }).click()
  await inside.locator('.service-list .row').first().waitFor()
  expect(statSync(join(root, 'build/web/widget/v1.js')).size).toBeLessThanOrEqual(2048)
  await page.goto(url)
  await screenIs(page, 'salons')
})
