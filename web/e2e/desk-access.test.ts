import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { desktop, newPage, phone, until } from './browser'
import { atDesk, booking, columnOn, deskSalon, dragTo, people, said, visit } from './desk'
import { url } from './salon'

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; ++presses) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`60 Tabs do not lead to ${selector}`)
}

const focusIs = (page: Page, selector: string) =>
  until(() => page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector), Boolean)

it('UI-16: a day at the desk with the keyboard alone', async () => {
  const salon = await deskSalon()
  const first = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const second = await salon.book(1, 'Jonas Weber', '11:00', 'Omar Said')
  const page = await newPage({ viewport: desktop })
  await page.addInitScript((id) => localStorage.setItem('salon.desk.location', id), salon.location)
  await page.goto(salon.day(1))
  await tabTo(page, 'input[name=email]')
  await page.keyboard.type(inject('admin').email)
  await tabTo(page, 'input[name=password]')
  await page.keyboard.type(inject('admin').password)
  await page.keyboard.press('Enter')
  await visit(page, first).waitFor()
  await tabTo(page, `[data-visit="${first}"]`)
  expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid')
  await page.keyboard.press('ArrowRight')
  await focusIs(page, `[data-visit="${second}"]`)
  await page.keyboard.press('Enter')
  await tabTo(page, '.attend-arrived')
  await page.keyboard.press('Enter')
  await until(() => booking(second), (one) => one.attendance === 'arrived')
  await page.keyboard.press('Escape')
  await focusIs(page, `[data-visit="${second}"]`)
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await said(page, 'Omar Said moved to 11:30')
  await until(() => columnOn(page, second), (name) => name === 'Amira Haddad')
  await focusIs(page, `[data-visit="${second}"]`)
  await tabTo(page, '.toast-btn')
  await page.keyboard.press('Enter')
  await until(() => columnOn(page, second), (name) => name === 'Jonas Weber')
})

it('UI-16: the focus stays on a visit that comes to stand before others', async () => {
  const salon = await deskSalon()
  for (const time of ['10:30', '11:00', '11:30']) await salon.book(1, 'Amira Haddad', time, 'Noor Aziz')
  const last = await salon.book(1, 'Jonas Weber', '11:00', 'Omar Said')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, last).focus()
  for (const key of ['Space', 'ArrowLeft', 'ArrowUp', 'ArrowUp', 'Space']) await page.keyboard.press(key)
  await said(page, 'Omar Said moved to 10:00')
  expect(await page.locator('.visit').first().getAttribute('data-visit')).toBe(last)
  await focusIs(page, `[data-visit="${last}"]`)
})

it('UI-16: only one visit is on the way of Tab, whatever their number', async () => {
  const salon = await deskSalon()
  for (const time of ['10:00', '10:30', '11:00']) await salon.book(1, 'Amira Haddad', time, 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await until(() => page.locator('.visit').count(), (count) => count === 3)
  expect(await page.locator('.visit[tabindex="0"]').count()).toBe(1)
})

// What the desk itself says: without what people named, numbers written left to right, and other languages' names. What is
// told to screen readers has no elements round the names.
const english = (page: Page) =>
  page.evaluate((names) => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const foreign of copy.querySelectorAll('bdi, script, noscript, [dir=ltr], .languages, option')) foreign.remove()
    const labels = [...copy.querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label'))
    const all = [document.title.replace(/Salon \w+/, ''), copy.textContent, ...labels].join(' ')
    return (names.reduce((text, name) => text.replaceAll(name, ''), all).match(/[A-Za-z]{2,}/g) ?? []).join(' ')
  }, people)

it('UI-18: in Arabic no English is left, the grid is mirrored, and a visit goes where the hand goes', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'ليلى المنصوري', { customer_phone: '0501112233' })
  await salon.book(1, 'Amira Haddad', '13:00', 'Sara Khalil', { service: salon.colour })
  const page = await newPage({ viewport: desktop, locale: 'ar-AE' })
  await page.addInitScript((location) => localStorage.setItem('salon.desk.location', location), salon.location)
  await page.goto(salon.day(1))
  await page.locator('.sign-in').waitFor()
  expect(await english(page)).toBe('')
  await page.locator('input[name=email]').fill(inject('admin').email)
  await page.locator('input[name=password]').fill(inject('admin').password)
  await page.locator('.sign-in button[type=submit]').click()
  await visit(page, id).waitFor()
  await page.locator('[data-live="live"]').waitFor()
  expect(await english(page)).toBe('')
  const heads = await page.locator('.day-head').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x))
  expect(heads[0]! > heads[1]! && heads[1]! > heads[2]!).toBe(true)
  expect(await visit(page, id).locator('.visit-time').innerText()).toMatch(/10:30\sص/)
  await dragTo(page, id, 'Mei Tanaka', 90)
  expect(await page.locator('.ghost').getAttribute('data-ghost')).toBe('Mei Tanaka')
  await page.mouse.up()
  await until(() => booking(id), (one) => one.stylist_id === salon.stylists['Mei Tanaka'])
  await until(() => columnOn(page, id), (name) => name === 'Mei Tanaka')
  await page.locator('[data-toast]').waitFor()
  expect(await english(page)).toBe('')
  await visit(page, id).focus()
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key)
  await until(() => columnOn(page, id), (name) => name === 'Jonas Weber')
  await visit(page, id).click()
  await page.locator('[data-history] dl').waitFor()
  expect(await english(page)).toBe('')
  await page.locator('.actions .btn').first().click()
  await page.locator('.time-choice').first().waitFor()
  expect(await english(page)).toBe('')
  await page.keyboard.press('Escape')
  await page.locator('.day-acts .btn').click()
  await page.locator('.time-choice').first().waitFor()
  expect(await english(page)).toBe('')
  await page.goto(`${url}/desk/bookings?q=sara`)
  await page.locator('.row').first().waitFor()
  expect(await english(page)).toBe('')
  await page.goto(salon.day(1).replace('/day?', '/day/print?'))
  await page.locator('[data-paper]').waitFor()
  expect(await english(page)).toBe('')
})

const cutOff = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const out = [...document.querySelectorAll('body *')].filter((one) => {
      const box = one.getBoundingClientRect()
      return !one.closest('.day-frame, .times-list, .table-frame, .vh') && box.width > 0 && (box.right > width + 1 || box.left < -1)
    })
    return out.map((one) => one.outerHTML.slice(0, 80))
  })

it.each(['en-GB', 'ar-AE'])('UI-19: on a small phone nothing of the desk is cut off (%s)', async (locale) => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz', { customer_phone: '0501112233' })
  const page = await atDesk(salon, salon.day(1), { viewport: { ...phone, width: 320 }, locale })
  await visit(page, id).waitFor()
  expect(await cutOff(page)).toEqual([])
  await visit(page, id).click()
  await page.locator('[data-history] dl').waitFor()
  expect(await cutOff(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('.day-acts .btn').click()
  await page.locator('.time-choice').first().waitFor()
  expect(await cutOff(page)).toEqual([])
  await page.goto(`${url}/desk/bookings`)
  await page.locator('.row').first().waitFor()
  expect(await cutOff(page)).toEqual([])
})
