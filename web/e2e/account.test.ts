import { randomUUID } from 'node:crypto'
import type { Page, Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { book, fillIn, holdFirst, newPage, screenIs, times, until } from './browser'
import { deskSalon, signIn as signInAtDesk, staff } from './desk'
import { type SmallSalon, smallSalon, sql, url } from './salon'

const ownerOf = (location: string) =>
  sql(`SELECT b.status, b.user_id FROM bookings b JOIN slot_instances s ON s.id = b.slot_id WHERE s.location_id = '${location}'`)

const headFetch = '/v1/locations?limit=200'

// Whatever is asked of the API from now on that carries a cookie.
function cookiesSent(page: Page): string[] {
  const found: string[] = []
  page.on('request', async (request) => {
    const path = request.url().slice(url.length)
    if (!path.startsWith('/v1/') || path === headFetch) return
    const headers = await request.allHeaders().catch(() => ({}) as Record<string, string>)
    if (headers.cookie) found.push(`${request.method()} ${path}`)
  })
  return found
}

it('A receptionist who is signed in at the desk books as any customer, in the same browser', async () => {
  const [salon, { location }] = [await smallSalon(), await deskSalon()]
  const page = await newPage()
  const desk = await page.context().newPage()
  await desk.goto(`${url}/desk`)
  await signInAtDesk(desk, await staff('frontdesk', location))
  const sent = cookiesSent(page)
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  await book(page)
  expect(await ownerOf(salon.location)).toBe('confirmed|')
  expect(sent).toEqual([])
})

interface Somebody {
  email: string
  password: string
}

const somebody = (): Somebody => ({ email: `guest-${randomUUID().slice(0, 8)}@salon.test`, password: randomUUID() })

async function enter(page: Page, who: Somebody): Promise<void> {
  await page.locator('#email').fill(who.email)
  await page.locator('#password').fill(who.password)
  await page.locator('.account-form [type=submit]').click()
}

// On the page itself, as a customer does.
async function register(page: Page, who = somebody()): Promise<Somebody> {
  await page.getByRole('link', { name: 'Your visits' }).click()
  await screenIs(page, 'sign-in')
  await page.getByRole('button', { name: 'Make an account' }).click()
  await enter(page, who)
  await screenIs(page, 'visits')
  return who
}

async function registered(): Promise<Somebody> {
  const who = somebody()
  const body = JSON.stringify(who)
  const reply = await fetch(`${url}/auth/v1/register`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  expect(reply.status).toBe(201)
  return who
}

const customerAt = async (salon: SmallSalon) => {
  const page = await newPage()
  await page.goto(salon.address())
  await page.locator('.services').waitFor()
  const who = await register(page)
  await page.goto(salon.address({ date: salon.date(2) }))
  await times(page).first().waitFor()
  return { page, who }
}

it('Whoever makes an account books by it, and finds the visit without its link', async () => {
  const salon = await smallSalon()
  const { page, who } = await customerAt(salon)
  await holdFirst(page)
  await page.getByText(`This visit goes into your account, ${who.email}.`).waitFor()
  await fillIn(page)
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
  expect(await ownerOf(salon.location)).toMatch(/^confirmed\|[0-9a-f-]{36}$/)
  await page.goto(url)
  await page.getByRole('link', { name: 'Your visits' }).click()
  await page.locator('.visit-row a').click()
  await screenIs(page, 'manage')
  expect(new URL(page.url()).hash).toMatch(/^#visit\/[0-9a-f-]{36}$/)
  expect(await page.locator('.ticket-time').innerText()).toMatch(/10:00/)
})

it('A visit is moved, put into a calendar and cancelled by the account alone', async () => {
  const salon = await smallSalon()
  const { page } = await customerAt(salon)
  await book(page)
  await page.evaluate(() => sessionStorage.clear())
  await page.goto(`${url}/#visits`)
  await page.reload()
  await page.locator('.visit-row a').click()
  const [entry] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Add to calendar' }).click()])
  expect(entry.suggestedFilename()).toMatch(/\.ics$/)
  await page.getByRole('button', { name: 'Move to another time' }).click()
  await page.locator(`.day[data-date="${salon.date(4)}"]`).click()
  await until(() => times(page).count(), (count) => count === 2)
  await times(page).first().click()
  await page.getByText('Your visit has been moved').waitFor()
  await page.getByRole('button', { name: 'Cancel visit' }).click()
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await page.getByText('Your visit is cancelled').waitFor()
  await page.getByRole('link', { name: 'Your visits' }).click()
  expect(await page.locator('.visit-past').innerText()).toContain('Cancelled')
})

it('The same is booked again with its service and its person, and what is known is filled in', async () => {
  const salon = await smallSalon()
  const { page } = await customerAt(salon)
  await book(page)
  await sql(`UPDATE bookings b SET status = 'cancelled', cancelled_at = now() FROM slot_instances s
             WHERE s.id = b.slot_id AND s.location_id = '${salon.location}'`)
  await page.evaluate(() => sessionStorage.clear())
  await page.goto(`${url}/#visits`)
  await page.reload()
  await page.getByRole('button', { name: 'Book again' }).click()
  await times(page).first().waitFor()
  const address = new URL(page.url())
  expect(address.searchParams.get('service')).toBe(salon.service)
  expect(address.searchParams.get('stylist')).toMatch(/^[0-9a-f-]{36}$/)
  await holdFirst(page)
  expect(await page.locator('#name').inputValue()).toBe('Aisha Rahman')
  expect(await page.locator('#phone').inputValue()).toBe('+971501234567')
})

it('Whoever comes back is still signed in, and whoever signs out is a guest again', async () => {
  const salon = await smallSalon()
  const { page, who } = await customerAt(salon)
  await book(page)
  // As after a quarter of an hour.
  const accessEnds = () => page.context().clearCookies({ name: 'salon_access' })
  await page.goto(`${url}/#visits`)
  for (const act of [accessEnds, () => page.reload()]) {
    await page.getByText(who.email).waitFor()
    await act()
  }
  await page.getByText(who.email).waitFor()
  await accessEnds()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await screenIs(page, 'sign-in')
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => sessionStorage.getItem('salon.details') ?? '')).not.toContain('Aisha')
  await page.reload()
  await screenIs(page, 'sign-in')
  await page.evaluate(() => sessionStorage.clear())
  const sent = cookiesSent(page)
  await page.goto(salon.address({ date: salon.date(3) }))
  await book(page)
  expect(await ownerOf(salon.location)).toMatch(/^confirmed\|$/m)
  expect(sent).toEqual([])
})

it('Signing in and out counts in every tab', async () => {
  const page = await newPage()
  await page.goto(`${url}/#visits`)
  await screenIs(page, 'sign-in')
  const tab = await page.context().newPage()
  await tab.goto(`${url}/#visits`)
  await screenIs(tab, 'sign-in')
  await enter(page, await registered())
  await screenIs(tab, 'visits')
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await screenIs(page, 'sign-in')
})

it('Visits are found however many pages the server makes of them', async () => {
  const salon = await smallSalon()
  const { page } = await customerAt(salon)
  for (const ahead of [2, 3, 4]) {
    await page.goto(salon.address({ date: salon.date(ahead) }))
    await times(page).first().waitFor()
    await book(page)
    await page.evaluate(() => sessionStorage.clear())
  }
  let pages = 0
  await page.route('**/v1/bookings?**', (route) => {
    ++pages
    return route.continue({ url: route.request().url().replace('limit=200', 'limit=1') })
  })
  await page.goto(`${url}/#visits`)
  await page.reload()
  await until(() => page.locator('.visit-row').count(), (count) => count === 3)
  expect(pages).toBeGreaterThanOrEqual(3)
  const days = await page.locator('.visit-day').allInnerTexts()
  expect(days.map((text) => Number(/\d+/.exec(text)?.[0]))).toEqual([2, 3, 4].map((ahead) => Number(salon.date(ahead).slice(8))))
})

it('Past visits come ten at a time, the latest first', async () => {
  const salon = await smallSalon()
  const { page } = await customerAt(salon)
  await book(page)
  const yearsAgo = (years: number) => `${new Date().getFullYear() - years}-03-01T10:00:00`
  await page.route('**/v1/bookings?**', async (route) => {
    const reply = await route.fetch()
    const { items } = (await reply.json()) as { items: object[] }
    const at = (years: number) => ({ start_at: `${yearsAgo(years)}Z`, end_at: `${yearsAgo(years)}Z`, local_start: `${yearsAgo(years)}+04:00` })
    const past = Array.from({ length: 25 }, (_, i) => ({ ...items[0], id: randomUUID(), ...at(25 - i) }))
    await route.fulfill({ response: reply, json: { items: [...past, ...items], next_cursor: null } })
  })
  await page.goto(`${url}/#visits`)
  await page.reload()
  const shown = () => page.locator('.visit-past').count()
  await until(shown, (count) => count === 10)
  expect(await page.locator('.visit-past .visit-day').first().innerText()).toBe(`1 Mar ${new Date().getFullYear() - 1}`)
  await page.getByRole('button', { name: 'Earlier visits' }).click()
  await until(shown, (count) => count === 20)
  await page.getByRole('button', { name: 'Earlier visits' }).click()
  await until(shown, (count) => count === 25)
  expect(await page.getByRole('button', { name: 'Earlier visits' }).count()).toBe(0)
})

it('What is wrong with signing in is said in words, and not which half of it', async () => {
  const who = await registered()
  const page = await newPage()
  await page.goto(`${url}/#visits`)
  await screenIs(page, 'sign-in')
  await page.locator('.account-form [type=submit]').click()
  await until(() => page.evaluate(() => document.activeElement?.id), (id) => id === 'email')
  expect(await page.locator('.wrong').allInnerTexts()).toEqual(['Please give your e-mail address.', 'Please give your password.'])
  for (const attempt of [{ ...who, password: 'not the password' }, { ...somebody() }]) {
    await enter(page, attempt)
    await page.getByText('The e-mail address or the password is not right.').waitFor()
  }
  await page.getByRole('button', { name: 'Make an account' }).click()
  await enter(page, { ...who, password: 'short' })
  await page.getByText('A password has at least 10 characters.').waitFor()
  await enter(page, who)
  await page.getByText('There is an account with this e-mail address already.').waitFor()
})

it('Too many attempts show the wait, and the page goes on by itself', async () => {
  const who = await registered()
  const page = await newPage()
  let isFirst = true
  await page.route('**/auth/v1/session', (route) => {
    if (route.request().method() !== 'POST' || !isFirst) return route.continue()
    isFirst = false
    return route.fulfill({ status: 429, headers: { 'Retry-After': '3' }, contentType: 'application/problem+json', body: '{"code":"RATE_LIMITED"}' })
  })
  await page.goto(`${url}/#visits`)
  await screenIs(page, 'sign-in')
  await enter(page, who)
  await until(() => page.locator('.banner-wait').allInnerTexts(), (words) => /by ourselves in \d+ seconds?/.test(words.join()))
  await screenIs(page, 'visits')
})

// What the browser was asked to load, by what stands behind the #: it is not sent, but makes it another file to the browser.
async function endingsAsked(page: Page, file: RegExp): Promise<string[]> {
  const found: string[] = []
  const session = await page.context().newCDPSession(page)
  session.on('Network.requestWillBeSent', ({ request }) => void (file.test(request.url) && found.push(request.urlFragment ?? '')))
  await session.send('Network.enable')
  return found
}

const refusals: [string, (route: Route) => Promise<void>][] = [
  ['is cut off', (route) => route.abort()],
  ['is unavailable', (route) => route.fulfill({ status: 503, headers: { 'Cache-Control': 'no-store' }, body: '' })],
]

it.each(refusals)('A part of the page that %s comes with one more tap, asked for by another name', async (_, refuse) => {
  const page = await newPage()
  let asked = 0
  await page.route('**/assets/account-*.js', (route) => (++asked === 1 ? refuse(route) : route.continue()))
  const endings = await endingsAsked(page, /account-/)
  await page.goto(`${url}/#visits`)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('.account-form').waitFor()
  expect(endings).toEqual(['', '#1'])
})

it('Words that do not come are asked for again by another name', async () => {
  const page = await newPage()
  await page.goto(url)
  await page.locator('.salons .row').first().waitFor()
  let asked = 0
  await page.route('**/assets/ar-*.js', (route) => (++asked === 1 ? route.abort() : route.continue()))
  const endings = await endingsAsked(page, /ar-/)
  const tap = async () => {
    await page.locator('.languages [lang=ar]').click({ timeout: 1000 }).catch(() => {})
    return page.locator('html').getAttribute('dir')
  }
  await until(tap, (direction) => direction === 'rtl')
  expect(endings).toEqual(['', expect.stringMatching(/^#1+$/)])
})

it('What comes late moves nothing from under the finger', async () => {
  const page = await newPage()
  let tellBrand = () => {}
  const isTold = new Promise<void>((tell) => (tellBrand = tell))
  await page.route('**/v1/brand', (route) => isTold.then(() => route.continue()))
  await page.route('**/assets/account-*.js', (route) => route.abort())
  await page.goto(`${url}/#visits`)
  const again = page.getByRole('button', { name: 'Try again' })
  const place = await again.boundingBox()
  tellBrand()
  await page.getByRole('heading', { name: 'Atelier Noor' }).waitFor()
  expect(await again.boundingBox()).toEqual(place)
})

it('Staff are told to use the desk, and are not signed in here', async () => {
  const { location } = await deskSalon()
  const page = await newPage()
  await page.goto(`${url}/#visits`)
  await screenIs(page, 'sign-in')
  await enter(page, await staff('frontdesk', location))
  await page.getByRole('link', { name: 'Go to the front desk' }).waitFor()
  expect(await page.getByRole('link', { name: 'Go to the front desk' }).getAttribute('href')).toBe('/desk')
  expect(await page.context().cookies()).toEqual([])
})

it('A customer whose browser the desk took over meanwhile goes on as a guest', async () => {
  const [salon, { location }] = [await smallSalon(), await deskSalon()]
  const { page } = await customerAt(salon)
  const desk = await page.context().newPage()
  await desk.request.post(`${url}/auth/v1/session`, { data: await staff('frontdesk', location) })
  await times(page).first().click()
  await until(() => page.locator('.page').getAttribute('data-screen'), (screen) => screen === 'held')
  await fillIn(page)
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
  expect(await ownerOf(salon.location)).toBe('confirmed|')
})

it('UI-21: in the frame of another site nobody is asked to sign in', async () => {
  const page = await newPage()
  await page.goto(`${inject('friend')}/?script=${encodeURIComponent(`${url}/widget/v1.js`)}`)
  const inside = page.frameLocator('iframe')
  await inside.locator('.salons .row').first().waitFor()
  expect(await inside.getByRole('link', { name: 'Your visits' }).count()).toBe(0)
})
