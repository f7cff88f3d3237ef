// What the desk looks like where it was once wrong to the eye: nothing beyond the window, nothing cut, nothing over another.
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { desktop, phone } from './browser'
import { atDesk, deskSalon, visit } from './desk'

const boxOf = async (one: Locator) => (await one.boundingBox())!
const bottomOf = async (one: Locator) => {
  const { y, height } = await boxOf(one)
  return y + height
}

const isLongerThanWindow = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight > innerHeight)

it.each([
  { screen: 'phone', viewport: phone },
  { screen: 'desktop', viewport: desktop },
])('UI-19: the day ends where the window ends, also beneath a banner ($screen)', async ({ viewport }) => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Sara Khalil')
  const page = await atDesk(salon, salon.day(1), { viewport })
  await visit(page, id).waitFor()
  expect(await isLongerThanWindow(page)).toBe(false)
  await page.context().setOffline(true)
  await visit(page, id).click() // its card asks, and hears nothing
  await page.locator('.banner').waitFor()
  expect(await isLongerThanWindow(page)).toBe(false)
  const foot = viewport === phone ? (await boxOf(page.locator('.foot'))).y : viewport.height
  expect(await bottomOf(page.locator('.day-frame'))).toBeLessThanOrEqual(foot)
})

it('UI-19: beside another, a visit shows whole lines only', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '12:00', 'Sara Khalil', { service: salon.colour })
  await salon.book(1, 'Amira Haddad', '12:30', 'Hana Park')
  const page = await atDesk(salon, salon.day(1), { viewport: phone })
  await visit(page, id).waitFor()
  const cut = await page.locator('.visit-text').evaluateAll((texts) =>
    texts.flatMap((text) => {
      const end = text.getBoundingClientRect().bottom
      const lines = [...text.querySelectorAll('.visit-name, .visit-what')]
      const isCut = ({ top, bottom }: DOMRect) => top < end - 0.5 && bottom > end + 0.5
      return lines.filter((line) => isCut(line.getBoundingClientRect())).map((line) => line.textContent)
    }),
  )
  expect(cut).toEqual([])
})

it('UI-19: what ends a new visit stands whole at the foot of its panel, and fields beside each other stand level', async () => {
  const salon = await deskSalon()
  const viewport = { ...desktop, height: 700 }
  const page = await atDesk(salon, salon.day(1), { viewport })
  await page.locator('.day-acts .btn').click()
  await page.locator('.time-choice').first().waitFor()
  expect(await bottomOf(page.locator('.actions-last .btn').first())).toBeLessThan(viewport.height)
  const day = await boxOf(page.locator('.pair input[type=date]'))
  const stylist = await boxOf(page.locator('.pair select'))
  expect([day.y, day.height]).toEqual([stylist.y, stylist.height])
})

it('UI-19: on a phone the list for paper has its times beside nothing', async () => {
  const salon = await deskSalon()
  await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz', { customer_phone: '0501112233', notes: 'Allergic to ammonia' })
  const page = await atDesk(salon, salon.day(1).replace('/day?', '/day/print?'), { viewport: phone })
  const row = page.locator('[data-paper] tbody tr')
  const time = await boxOf(row.locator('.paper-time bdi'))
  const name = await boxOf(row.locator('td').first())
  expect(name.y).toBeGreaterThanOrEqual(time.y + time.height)
})
