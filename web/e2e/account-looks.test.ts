// What customers with an account see, in both languages, light and dark, on a phone and in a window: judged by axe, and left
// as a picture in build/screenshots for people to judge.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axe, folder, judge } from './axe'
import { desktop, fillIn, holdFirst, newPage, phone, screenIs, times, until } from './browser'
import { smallSalon, sql, url } from './salon'

const looks = [
  { language: 'en', screen: 'phone', viewport: phone },
  { language: 'en', screen: 'desktop', viewport: desktop },
  { language: 'ar', screen: 'phone', viewport: phone },
  { language: 'ar', screen: 'desktop', viewport: desktop },
]

type See = (name: string) => Promise<void>
const submit = (page: Page) => page.locator('main [type=submit]').click()

async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.locator('#email').fill(email)
  await page.locator('#password').fill(password)
  await submit(page)
}

async function signingIn(page: Page, see: See, email: string): Promise<void> {
  await page.goto(`${url}/#visits`)
  await page.locator('.account-form').waitFor()
  await see('sign-in')
  await submit(page)
  await page.locator('#password-wrong').waitFor()
  await see('sign-in-missing')
  await enter(page, email, 'not the password')
  await page.locator('.notice').waitFor()
  await see('sign-in-wrong')
  await page.locator('.turn-about .link').click()
  await page.locator('#password-hint').waitFor()
  await see('register')
  await enter(page, email, randomUUID())
  await screenIs(page, 'visits')
  await page.locator('.visits[aria-busy=false]').waitFor()
  await see('no-visits')
}

async function booking(page: Page, see: See, name: string): Promise<void> {
  const salon = await smallSalon()
  for (const ahead of [2, 3, 4]) {
    await page.goto(salon.address({ date: salon.date(ahead) }))
    await times(page).first().waitFor()
    await holdFirst(page)
    if (ahead === 2) await see('held-by-account')
    await fillIn(page, name)
    await submit(page)
    await screenIs(page, 'confirmed')
    await page.evaluate(() => sessionStorage.clear())
  }
  await sql(`UPDATE bookings b SET status = 'cancelled', cancelled_at = now() FROM slot_instances s
             WHERE s.id = b.slot_id AND s.location_id = '${salon.location}' AND b.start_at > now() + interval '3 days'`)
  await page.goto(`${url}/#visits`)
  await page.reload()
  await until(() => page.locator('.visit-past').count(), (count) => count > 0)
  await until(() => page.locator('.visit-row').first().innerText(), (text) => text.includes('Haircut'))
  await see('visits')
  await page.locator('.visit-row a').first().click()
  await page.locator('.status-confirmed').waitFor()
  await see('own-visit')
}

it.each(looks)('UI-17: axe finds nothing where customers sign in ($language, $screen, light and dark)', async ({ language, screen, viewport }) => {
  const isArabic = language === 'ar'
  const page = await newPage({ viewport, locale: isArabic ? 'ar-AE' : 'en-GB', reducedMotion: 'reduce' }, axe)
  const found: string[] = []
  let step = 0
  const see = async (name: string) => {
    ++step
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const file = `account-${screen}-${language}-${String(step).padStart(2, '0')}-${name}-${colorScheme}.png`
      await page.screenshot({ path: join(folder, file), fullPage: true })
      for (const one of await judge(page)) found.push(`${file} ${one}`)
    }
  }
  await signingIn(page, see, `guest-${randomUUID().slice(0, 8)}@salon.test`)
  await booking(page, see, isArabic ? 'ليلى المنصوري' : 'Aisha Rahman')
  expect(found).toEqual([])
}, 120_000)
