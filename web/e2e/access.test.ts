import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { book, fillIn, holdFirst, newPage, screenIs, times, until } from './browser'
import { smallSalon, sql, url } from './salon'

// As far as the element, by Tab alone.
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; ++presses) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`60 Tabs do not lead to ${selector}`)
}

it('UI-16: a visit is booked with the keyboard alone', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ service: '' }))
  await page.locator('.service-list .row').waitFor()
  await tabTo(page, '.service-list .row')
  await page.keyboard.press('Enter')
  await until(() => page.evaluate(() => document.activeElement?.id), (id) => id === 'days')
  await times(page).first().waitFor()
  await tabTo(page, `.day[data-date="${salon.date(3)}"]`)
  await page.keyboard.press('Space')
  await until(() => page.locator('.times h2').innerText(), (heading) => heading.includes(String(Number(salon.date(3).slice(8)))))
  await times(page).first().waitFor()
  await tabTo(page, '.time-row')
  await page.keyboard.press('Enter')
  await screenIs(page, 'held')
  await until(() => page.evaluate(() => document.activeElement?.tagName), (tag) => tag === 'H2')
  await tabTo(page, '#name')
  await page.keyboard.type('Aisha Rahman')
  await tabTo(page, '#phone')
  await page.keyboard.type('0501234567')
  await page.keyboard.press('Enter')
  await screenIs(page, 'confirmed')
  await until(() => page.evaluate(() => document.activeElement?.textContent), (text) => text === 'Your visit is booked')
})

it('UI-16: where the focus is can be seen', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  await tabTo(page, '.time-row')
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
  expect(outline).toBe('solid')
})

// What the page itself says: without what people named (in <bdi>), numbers written left to right, and other languages' names.
const ownWords = (page: Page) =>
  page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const foreign of copy.querySelectorAll('bdi, script, noscript, .portrait, [dir=ltr], .languages')) foreign.remove()
    const labels = [...copy.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label'))
    return [copy.textContent, ...labels].join(' ')
  })

it('UI-18: in Arabic no English is left, and the page is mirrored', async () => {
  const salon = await smallSalon()
  const page = await newPage({ locale: 'ar-AE' })
  const english = async () => ((await ownWords(page)).match(/[A-Za-z]{2,}/g) ?? []).join(' ')
  await page.goto(url)
  await screenIs(page, 'salons')
  await page.locator('.salons .row').first().waitFor()
  expect(await english()).toBe('')
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  expect(await page.evaluate(() => [document.documentElement.lang, getComputedStyle(document.body).direction])).toEqual(['ar', 'rtl'])
  expect(await english()).toBe('')
  const time = (await page.locator('.time').first().boundingBox())!
  const who = (await page.locator('.who').first().boundingBox())!
  expect(time.x).toBeGreaterThan(who.x)
  expect(await page.locator('.time').first().innerText()).toMatch(/10:00\sص/)
  const days = await page.locator('.day').evaluateAll((all) => all.slice(0, 2).map((day) => day.getBoundingClientRect().x))
  expect(days[0]!).toBeGreaterThan(days[1]!)
  await holdFirst(page)
  expect(await english()).toBe('')
  await page.locator('.details button[type=submit]').click()
  expect(await page.locator('#name-wrong').innerText()).toBe('نرجو كتابة اسمك.')
  await fillIn(page, 'ليلى', '0501234567')
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
  expect(await english()).toBe('')
})

it('UI-18: the language can be chosen, and is remembered', async () => {
  const page = await newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'العربية' }).click()
  await until(() => page.locator('h1').innerText(), (title) => title === 'احجز زيارتك')
  await page.reload()
  await until(() => page.locator('h1').innerText(), (title) => title === 'احجز زيارتك')
})

const tooWide = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const out = [...document.querySelectorAll('body *')].filter((one) => {
      const box = one.getBoundingClientRect()
      const isClipped = one.closest('.strip, .people, .skeletons, .vh')
      return !isClipped && box.width > 0 && (box.right > width + 1 || box.left < -1)
    })
    return out.map((one) => one.outerHTML.slice(0, 80))
  })

const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const targets = [...document.querySelectorAll('button, a[href], input, textarea, summary, select')]
    const small = targets.filter((one) => {
      const box = one.getBoundingClientRect()
      return box.width > 0 && (box.height < 44 || box.width < 44) && !one.closest('.vh')
    })
    return small.map((one) => `${one.outerHTML.slice(0, 80)} ${one.getBoundingClientRect().width}×${one.getBoundingClientRect().height}`)
  })

const zooms = [
  { name: '320 px', viewport: { width: 320, height: 568 }, text: '' },
  { name: '200 % zoom of a phone', viewport: { width: 390, height: 844 }, text: '200%' },
  { name: '200 % zoom of a window', viewport: { width: 640, height: 450 }, text: '' },
]

it.each(zooms)('UI-19: at $name nothing is cut off and every target is 44 px', async ({ viewport, text }) => {
  const salon = await smallSalon({ fullDays: [3] })
  const page = await newPage({ viewport })
  const check = async () => {
    if (text) await page.evaluate((size) => void (document.documentElement.style.fontSize = size), text)
    expect(await tooWide(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
    expect(await tooSmall(page)).toEqual([])
  }
  await page.goto(url)
  await page.locator('.salons .row').first().waitFor()
  await check()
  await page.goto(salon.address({ service: '' }))
  await page.locator('.service-list .row').waitFor()
  await check()
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  await check()
  await page.getByRole('button', { name: 'Whole month' }).click()
  await check()
  await holdFirst(page)
  await page.locator('.details button[type=submit]').click()
  await check()
  await fillIn(page)
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
  await check()
  await page.getByRole('link', { name: 'Change or cancel' }).click()
  await page.getByText('Your visit', { exact: true }).waitFor()
  await check()
})

const newcomer = () => `guest-${randomUUID().slice(0, 8)}@salon.test`

it('UI-16: an account is made, a visit found and everything left again with the keyboard alone', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  await tabTo(page, 'a[href="#visits"]')
  await page.keyboard.press('Enter')
  await screenIs(page, 'sign-in')
  await until(() => page.evaluate(() => document.activeElement?.tagName), (tag) => tag === 'H2')
  await tabTo(page, '.turn-about .link')
  await page.keyboard.press('Enter')
  await until(() => page.evaluate(() => document.activeElement?.textContent), (text) => text === 'Make an account')
  await tabTo(page, '#email')
  await page.keyboard.type(newcomer())
  await tabTo(page, '#password')
  await page.keyboard.type(randomUUID())
  await page.keyboard.press('Enter')
  await screenIs(page, 'visits')
  await until(() => page.evaluate(() => document.activeElement?.textContent), (text) => text === 'Your visits')
  await page.goto(salon.address({ date: salon.date(2) }))
  await book(page)
  await tabTo(page, 'a[href="#visits"]')
  await page.keyboard.press('Enter')
  await page.locator('.visit-row a').waitFor()
  await tabTo(page, '.visit-row a')
  await page.keyboard.press('Enter')
  await screenIs(page, 'manage')
  await page.goBack()
  await screenIs(page, 'visits')
  await tabTo(page, '.who-is-here .link')
  await page.keyboard.press('Enter')
  await screenIs(page, 'sign-in')
})

it('UI-18: in Arabic no English is left where customers sign in', async () => {
  const salon = await smallSalon()
  const page = await newPage({ locale: 'ar-AE' })
  const english = async () => ((await ownWords(page)).match(/[A-Za-z]{2,}/g) ?? []).join(' ')
  await page.goto(`${url}/#visits`)
  await page.locator('.account-form').waitFor()
  expect(await english()).toBe('')
  await page.locator('[type=submit]').click()
  await page.locator('#password-wrong').waitFor()
  expect(await english()).toBe('')
  await page.locator('#email').fill(newcomer())
  await page.locator('#password').fill(randomUUID())
  await page.locator('[type=submit]').click()
  await page.locator('.notice').waitFor()
  expect(await page.locator('.notice').innerText()).toBe('البريد الإلكتروني أو كلمة المرور غير صحيح.')
  await page.locator('.turn-about .link').click()
  await page.locator('#password-hint').waitFor()
  expect(await english()).toBe('')
  await page.locator('[type=submit]').click()
  await screenIs(page, 'visits')
  await page.goto(salon.address({ date: salon.date(2) }))
  await holdFirst(page)
  expect(await english()).toBe('')
  await fillIn(page, 'ليلى')
  await page.locator('[type=submit]').click()
  await screenIs(page, 'confirmed')
  await page.locator('a[href="#visits"]').click()
  await until(() => page.locator('.visit-row').innerText(), (text) => text.includes('Haircut'))
  expect(await english()).toBe('')
})

it.each(zooms)('UI-19: at $name nothing is cut off where customers sign in', async ({ viewport, text }) => {
  const salon = await smallSalon()
  const page = await newPage({ viewport })
  const check = async () => {
    if (text) await page.evaluate((size) => void (document.documentElement.style.fontSize = size), text)
    expect(await tooWide(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
    expect(await tooSmall(page)).toEqual([])
  }
  await page.goto(`${url}/#visits`)
  await page.locator('.account-form').waitFor()
  await check()
  await page.locator('.turn-about .link').click()
  await page.locator('#email').fill(newcomer())
  await page.locator('#password').fill(randomUUID())
  await check()
  await page.locator('[type=submit]').click()
  await screenIs(page, 'visits')
  await page.goto(salon.address({ date: salon.date(2) }))
  await book(page)
  await sql(`UPDATE bookings b SET status = 'cancelled', cancelled_at = now() FROM slot_instances s
             WHERE s.id = b.slot_id AND s.location_id = '${salon.location}'`)
  await page.locator('a[href="#visits"]').click()
  await page.locator('.visit-past').waitFor()
  await check()
})
