import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { desktop, newPage, phone, screenIs, until } from './browser'
import { smallSalon, url } from './salon'

const brandIs = (page: Page, name: string) =>
  page.route('**/v1/brand', (route) => route.fulfill({ json: { name, widget_origins: [], version: 1 } }))

const titleIs = (page: Page, wanted: string) => until(() => page.title(), (title) => title === wanted)

it('The brand stands above its salons and in the title, and beside a salon that does not carry its name', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await brandIs(page, 'House of Noor')
  await page.goto(url)
  await screenIs(page, 'salons')
  await until(() => page.locator('.brand').allInnerTexts(), (all) => all.join() === 'House of Noor')
  await titleIs(page, 'Book a visit at House of Noor')
  await page.goto(salon.address())
  await titleIs(page, `Book a visit at ${salon.name} · House of Noor`)
  await page.unroute('**/v1/brand')
  await brandIs(page, salon.name.split(' ')[0]!)
  await page.goto(salon.address())
  await titleIs(page, `Book a visit at ${salon.name}`)
})

it('The demo brand says its own name', async () => {
  const page = await newPage()
  await page.goto(url)
  await until(() => page.locator('.brand').allInnerTexts(), (all) => all.join() === 'Atelier Noor')
  await titleIs(page, 'Book a visit at Atelier Noor')
})

it('Each of the demo salons has its picture, from our own origin and small', async () => {
  const page = await newPage()
  await page.goto(url)
  await page.locator('.salons .photo').nth(2).waitFor()
  const shown = () => page.locator('.salons .photo').evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length)
  await until(shown, (count) => count === 3)
  const sources = await page.locator('.salons .photo').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src))
  for (const source of sources) {
    const reply = await fetch(source)
    expect(new URL(source).origin).toBe(url)
    expect((await reply.arrayBuffer()).byteLength).toBeLessThanOrEqual(6 * 1024)
  }
})

it.each([phone, desktop])('The salon stands beside its picture, with nothing on top of anything ($width px)', async (viewport) => {
  const page = await newPage({ viewport })
  await page.goto(url)
  await page.locator('.salons .row').first().click()
  await page.locator('.masthead .photo').waitFor()
  const boxes = await page.locator('.masthead').evaluate((head) =>
    ['.photo', 'h1', '.address', '.languages'].map((part) => {
      const { left, right, top, bottom } = head.querySelector(part)!.getBoundingClientRect()
      return { part, left, right, top, bottom }
    }),
  )
  const [photo, name, , languages] = boxes.map(({ left }) => left)
  expect(photo!).toBeLessThan(name!)
  expect(name!).toBeLessThan(languages!)
  for (const one of boxes) {
    const over = boxes.filter((two) => two !== one && two.left < one.right && one.left < two.right && two.top < one.bottom && one.top < two.bottom)
    expect(over, one.part).toEqual([])
  }
})

it('A picture that lies in the data folder is shown', async () => {
  const salon = await smallSalon({ photo: '/photos/own.svg' })
  const page = await newPage()
  await page.goto(salon.address())
  const width = () => page.locator('.masthead .photo').evaluate((photo) => (photo as HTMLImageElement).naturalWidth)
  await until(width, (found) => found > 0)
})

it('A picture of another origin is not even asked for', async () => {
  const salon = await smallSalon({ photo: 'https://elsewhere.test/salon.jpg' })
  const page = await newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).host))
  await page.goto(salon.address())
  await page.locator('.services').waitFor()
  expect(await page.locator('.masthead .photo').count()).toBe(0)
  expect(asked).not.toContain('elsewhere.test')
})
