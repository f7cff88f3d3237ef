import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { phone, until } from './browser'
import { atDesk, booking, columnOn, deskSalon, type DeskSalon, dragTo, type Patch, patchesOf, said, visit } from './desk'

async function byHand(page: Page, id: string): Promise<void> {
  await dragTo(page, id, 'Jonas Weber', 90)
  expect(await page.locator('.ghost').getAttribute('data-ghost')).toBe('Jonas Weber')
  expect(await page.locator('.ghost-time').innerText()).toMatch(/^12:00/)
  await page.mouse.up()
}

async function byKeys(page: Page, id: string): Promise<void> {
  await visit(page, id).focus()
  await page.keyboard.press('Space')
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  expect(await page.locator('.ghost').getAttribute('data-ghost')).toBe('Jonas Weber')
  await page.keyboard.press('Space')
}

async function byDialog(page: Page, id: string): Promise<void> {
  await visit(page, id).click()
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByLabel('With').selectOption('Jonas Weber')
  await page.locator('.time-choice', { hasText: '12:00' }).click()
  await page.getByRole('button', { name: 'Move it here' }).click()
}

const isWith = async (salon: DeskSalon, page: Page, id: string, who: 'Amira Haddad' | 'Jonas Weber', time: string) => {
  await until(() => columnOn(page, id), (name) => name === who)
  const moved = await until(() => booking(id), (one) => one.stylist_id === salon.stylists[who])
  expect(moved.local_start.slice(11, 16)).toBe(time)
}

it('UI-23: hand, keys and dialog ask for the same change, and the visit is with whose name stands above it', async () => {
  const salon = await deskSalon()
  const page = await atDesk(salon, salon.day(1))
  const patches = await patchesOf(page)
  const expected: Patch[] = []
  for (const [i, act] of [byHand, byKeys, byDialog].entries()) {
    const id = await salon.book(i + 1, 'Amira Haddad', '10:30', 'Noor Aziz')
    const { id: slot_id } = await salon.slot(i + 1, 'Jonas Weber', '12:00')
    expected.push({ path: `/admin/v1/bookings/${id}`, body: { slot_id }, hasKey: true, seen: '"v2"' })
    await page.goto(salon.day(i + 1))
    await visit(page, id).waitFor()
    await act(page, id)
    await said(page, 'Noor Aziz moved to 12:00')
    await isWith(salon, page, id, 'Jonas Weber', '12:00')
  }
  expect(patches).toEqual(expected)
})

it('UI-23: Undo brings the visit back to where it was', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  await byHand(page, id)
  await isWith(salon, page, id, 'Jonas Weber', '12:00')
  await page.getByRole('button', { name: 'Undo' }).click()
  await said(page, 'with Amira Haddad')
  await isWith(salon, page, id, 'Amira Haddad', '10:30')
})

it('UI-23: it stands in its new place at once; a refusal puts it back and says why', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  await salon.book(1, 'Jonas Weber', '12:00', 'Omar Said')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  let letThrough = () => {}
  const isHeldBack = new Promise<void>((through) => (letThrough = through))
  await page.route('**/admin/v1/bookings/*', async (route) => {
    if (route.request().method() === 'PATCH') await isHeldBack
    await route.continue()
  })
  const refusal = page.waitForResponse((reply) => reply.request().method() === 'PATCH')
  await byHand(page, id)
  await until(() => columnOn(page, id), (name) => name === 'Jonas Weber')
  letThrough()
  expect((await refusal).status()).toBe(409)
  await said(page, 'Noor Aziz stays at 10:30')
  expect(await page.locator('[data-toast]').innerText()).toContain('Someone just took that time.')
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  await isWith(salon, page, id, 'Amira Haddad', '10:30')
})

it('UI-23: what somebody else changed meanwhile is not moved unseen', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  await page.route('**/admin/v1/bookings/*', (route) => {
    const older = { ...route.request().headers(), 'if-match': '"v99"' }
    return route.continue(route.request().method() === 'PATCH' ? { headers: older } : {})
  })
  await byHand(page, id)
  await said(page, 'Someone else changed this meanwhile.')
  await isWith(salon, page, id, 'Amira Haddad', '10:30')
})

it('UI-23: whoever is quicker than the answer to their last change is not told that somebody else was', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).click()
  let letThrough = () => {}
  const isHeldBack = new Promise<void>((through) => (letThrough = through))
  await page.route('**/admin/v1/bookings/*', async (route) => {
    const reply = await route.fetch()
    await isHeldBack
    await route.fulfill({ response: reply })
  })
  await page.getByRole('button', { name: 'Arrived' }).click()
  await until(() => booking(id), (one) => one.attendance === 'arrived')
  await page.keyboard.press('Escape')
  await visit(page, id).focus()
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key)
  await page.locator('.visit-moving').waitFor()
  letThrough()
  await said(page, 'Noor Aziz moved to 10:30')
  await isWith(salon, page, id, 'Jonas Weber', '10:30')
})

it('UI-23: Escape, and a place where nothing is on sale, leave the visit where it is', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  const patches = await patchesOf(page)
  await visit(page, id).waitFor()
  await dragTo(page, id, 'Jonas Weber', 90)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await visit(page, id).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  await page.locator('.ghost').waitFor({ state: 'detached' })
  expect(await columnOn(page, id)).toBe('Amira Haddad')
  expect(patches).toEqual([])
})

it('UI-23: a drop over closed hours goes to the nearest time on sale', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).waitFor()
  await dragTo(page, id, 'Mei Tanaka', 0)
  await page.mouse.up()
  await said(page, 'Noor Aziz moved to 12:00')
  await until(() => columnOn(page, id), (name) => name === 'Mei Tanaka')
})

// Where it is when the page has stopped scrolling under it.
async function standsStill(page: Page, id: string): Promise<{ y: number }> {
  let last = -1
  const box = () => visit(page, id).boundingBox()
  const still = await until(box, (now) => {
    const isStill = now!.y === last
    last = now!.y
    return isStill
  })
  return still!
}

it('UI-23: a finger that rests on a visit lifts it; one that does not scrolls', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1), { viewport: phone, hasTouch: true })
  await visit(page, id).waitFor()
  const protocol = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    protocol.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  const from = (await visit(page, id).boundingBox())!
  const [x, y] = [from.x + 40, from.y + 15]
  const head = (await page.locator('.day-head', { hasText: 'Jonas Weber' }).boundingBox())!
  await touch('touchStart', x, y)
  await touch('touchMove', x, y + 30)
  expect(await page.locator('.ghost').count()).toBe(0)
  await touch('touchEnd', x, y)
  const now = await standsStill(page, id)
  await touch('touchStart', x, now.y + 15)
  await page.locator('.visit-lifted').waitFor()
  await touch('touchMove', head.x + 40, now.y + 15 + 126)
  await page.locator('.ghost').waitFor()
  await touch('touchEnd', head.x + 40, now.y + 15 + 126)
  await isWith(salon, page, id, 'Jonas Weber', '12:00')
})

