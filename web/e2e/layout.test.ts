// What axe cannot see: where things stand.
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { desktop, newPage, phone, times, until } from './browser'
import { smallSalon, url } from './salon'

const sides = (one: Locator) =>
  one.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect()
    return { left, right }
  })

const linesOf = (all: Locator) =>
  all.evaluateAll((elements) =>
    elements.map((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size
    }),
  )

async function chooseLastPerson(page: Page): Promise<Locator> {
  await page.goto(url)
  await page.locator('.salons .row').first().click()
  await page.locator('.service-list .row').first().click()
  await page.locator('.person').nth(1).waitFor()
  await page.locator('.person').last().evaluate((person) => (person as HTMLElement).click())
  return page.locator('.person[aria-pressed=true]')
}

it.each(['en-GB', 'ar-AE'])('Whoever is chosen is in sight, also after a reload (%s)', async (locale) => {
  const page = await newPage({ locale })
  const chosen = await chooseLastPerson(page)
  const isInSight = ({ left, right }: { left: number; right: number }) => left >= 0 && right <= phone.width
  await until(() => sides(chosen), isInSight)
  await page.reload()
  await chosen.waitFor()
  await until(() => sides(chosen), isInSight)
})

it('A time stands in one line on the narrowest phone, beside the name', async () => {
  const salon = await smallSalon()
  const page = await newPage({ viewport: { width: 320, height: 640 } })
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  expect(await linesOf(page.locator('.time'))).toEqual([1, 1])
})

it('A link to a salon never asks which salon', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  let tell = () => {}
  const isTold = new Promise<void>((go) => (tell = go))
  await page.route('**/v1/locations**', (route) => isTold.then(() => route.continue()))
  await page.goto(salon.address())
  await page.locator('main .skeletons').waitFor()
  expect(await page.locator('.salons').count()).toBe(0)
  tell()
  await page.getByRole('heading', { name: salon.name }).waitFor()
})

it('What is said of the connection is as wide as the page', async () => {
  const page = await newPage({ viewport: desktop })
  await page.goto(url)
  await page.locator('.salons .row').first().waitFor()
  await page.context().setOffline(true)
  await page.locator('.banner').waitFor()
  expect(await sides(page.locator('.banner'))).toEqual(await sides(page.locator('.masthead')))
})
