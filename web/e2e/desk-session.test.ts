import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { desktop, newPage, phone, until } from './browser'
import { atDesk, deskSalon, signIn, staff, visit } from './desk'
import { url } from './salon'

const navOf = (page: Page) => page.locator('.side .nav-link').allInnerTexts()

it('The desk asks who is there, says what is wrong, and is open in every tab until somebody signs out', async () => {
  const page = await newPage({ viewport: desktop })
  await page.goto(`${url}/desk`)
  await page.locator('input[name=email]').fill(inject('admin').email)
  await page.locator('input[name=password]').fill('not the password')
  await page.locator('.sign-in button[type=submit]').click()
  await page.getByText('E-mail and password do not go together.').waitFor()
  await signIn(page, inject('admin'))
  await until(async () => new URL(page.url()).pathname, (path) => path === '/desk/day')
  const tab = await page.context().newPage()
  await tab.goto(`${url}/desk/bookings`)
  await tab.locator('[data-screen="bookings"]').waitFor()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.locator('[data-screen="sign-in"]').waitFor()
  await page.reload()
  await page.locator('[data-screen="sign-in"]').waitFor()
})

it('Scripts see no token, and a change without the page\'s own token is refused', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  expect(await page.evaluate(() => document.cookie)).toBe('')
  const status = await page.evaluate(async (booking) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }
    return (await fetch(`/admin/v1/bookings/${booking}`, { method: 'PATCH', headers, body: '{"attendance":"arrived"}' })).status
  }, id)
  expect(status).toBe(403)
})

it('A session that ended meanwhile is renewed, and what was asked goes on', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  const cookies = await page.context().cookies()
  const access = cookies.find((one) => one.path === '/')!
  await page.context().clearCookies({ name: access.name })
  await visit(page, id).click()
  await page.getByRole('button', { name: 'Arrived' }).click()
  await page.locator('.standing-arrived').waitFor()
  expect((await page.context().cookies()).some((one) => one.name === access.name)).toBe(true)
})

it('Signing out ends the sign-in also when the access token has run out, and says so when nobody answers', async () => {
  const salon = await deskSalon()
  const page = await atDesk(salon, salon.day(1))
  await page.locator('.day-frame').waitFor()
  const context = page.context()
  const left = async () => (await context.cookies()).filter((one) => one.name.startsWith('salon_'))
  const refresh = (await left()).find((one) => one.name === 'salon_refresh')!
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('.toast-loss').waitFor()
  await context.setOffline(false)
  await context.clearCookies({ name: 'salon_access' })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('[data-screen="sign-in"]').waitFor()
  expect(await left()).toEqual([])
  const headers = { 'Content-Type': 'application/json', Cookie: `salon_refresh=${refresh.value}` }
  expect((await fetch(`${url}/auth/v1/session/refresh`, { method: 'POST', headers, body: '{}' })).status).toBe(401)
})

it('Each role is shown what it may do, and nothing else', async () => {
  const salon = await deskSalon()
  const shown = async (role: 'frontdesk' | 'manager') => {
    const page = await atDesk(salon, `${url}/desk`, {}, await staff(role, salon.location))
    await page.locator('.day-frame').waitFor()
    return { nav: await navOf(page), place: await page.locator('.side .place-name').innerText() }
  }
  const everyday = ['Day', 'Bookings', 'Dashboard', 'Opening hours', 'Times on sale']
  expect(await shown('frontdesk')).toEqual({ nav: [...everyday, 'Why these times'], place: salon.name })
  expect(await shown('manager')).toEqual({ nav: [...everyday, 'Catalogue', 'Staff', 'Why these times'], place: salon.name })
})

it('A stylist sees their own day on a phone, without phone numbers and without anything to change', async () => {
  const salon = await deskSalon()
  const mine = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz', { customer_phone: '0501112233' })
  const others = await salon.book(1, 'Jonas Weber', '11:00', 'Omar Said')
  const who = await staff('stylist', salon.location, salon.stylists['Amira Haddad'])
  const page = await atDesk(salon, salon.day(1), { viewport: phone }, who)
  await visit(page, mine).waitFor()
  expect(await visit(page, others).count()).toBe(0)
  expect(await page.locator('.foot .nav-link').allInnerTexts()).toEqual(['Day', 'More'])
  expect(await page.locator('.day-acts .btn').count()).toBe(0)
  await visit(page, mine).click()
  await page.locator('.contact').waitFor()
  expect(await page.locator('.contact').innerText()).not.toContain('501112233')
  expect(await page.locator('.dialog').getByRole('button').count()).toBe(1)
})

it('An account of a customer is told that the desk is for staff', async () => {
  const account = { email: `guest-${crypto.randomUUID().slice(0, 8)}@salon.test`, password: crypto.randomUUID() }
  const headers = { 'Content-Type': 'application/json' }
  expect((await fetch(`${url}/auth/v1/register`, { method: 'POST', headers, body: JSON.stringify(account) })).status).toBe(201)
  const page = await newPage({ viewport: desktop })
  await page.goto(`${url}/desk`)
  await page.locator('input[name=email]').fill(account.email)
  await page.locator('input[name=password]').fill(account.password)
  await page.locator('.sign-in button[type=submit]').click()
  await page.getByText("This account is a customer's.").waitFor()
})
