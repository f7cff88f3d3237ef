import { expect, it } from 'vitest'
import { until } from './browser'
import { atDesk, booking, deskSalon, patchesOf, said, visit } from './desk'
import { ask, url } from './salon'

it('A card tells who comes and how often they came, and takes down that they have arrived', async () => {
  const salon = await deskSalon()
  const phone = { customer_phone: '0501112277' }
  const before = await salon.book(2, 'Jonas Weber', '17:30', 'Noor Aziz', phone)
  await ask('PATCH', `/bookings/${before}`, { attendance: 'no_show' })
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz', phone)
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).click()
  expect(await page.locator('.dialog .ticket-time').innerText()).toMatch(/^10:30/)
  expect(await page.locator('.contact a').getAttribute('href')).toBe('tel:+971501112277')
  const history = page.locator('[data-history]')
  await until(() => history.locator('.rows li').count(), (count) => count === 1)
  expect(await history.locator('.rows').innerText()).toContain('No-show')
  expect(await history.locator('.row-name').count(), 'the name that the card bears already').toBe(0)
  expect(await history.locator('dl div', { hasText: 'No-shows' }).locator('dd').innerText()).toBe('1')
  for (const [name, attendance] of [['Arrived', 'arrived'], ['In the chair', 'in_chair'], ['Completed', 'completed']] as const) {
    await page.locator('.attendance').getByRole('button', { name }).click()
    await page.locator(`[data-visit="${id}"].visit-${attendance}`).waitFor({ state: 'attached' })
    expect((await booking(id)).attendance).toBe(attendance)
  }
})

it('Notes are kept, and a visit is cancelled with a reason', async () => {
  const salon = await deskSalon()
  const id = await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await visit(page, id).click()
  await page.getByLabel('Notes').fill('Allergic to ammonia')
  await page.getByRole('button', { name: 'Save the notes' }).click()
  await until(() => booking(id), (one) => one.notes === 'Allergic to ammonia')
  await page.getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByLabel('Reason').fill('Called in ill')
  const patches = await patchesOf(page)
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await visit(page, id).waitFor({ state: 'detached' })
  expect((await booking(id)).status).toBe('cancelled')
  expect(patches.map((one) => one.body)).toEqual([{ status: 'cancelled', reason: 'Called in ill' }])
})

it('Someone who walks in is booked with a name alone; without one they are asked for it', async () => {
  const salon = await deskSalon()
  const page = await atDesk(salon, salon.day(1))
  await page.getByRole('button', { name: 'New visit' }).click()
  await page.getByLabel('With').selectOption('Jonas Weber')
  await page.locator('.time-choice', { hasText: '11:00' }).click()
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.getByText('Please enter a name.').waitFor()
  await page.getByLabel('Name').fill('Maya')
  await page.getByLabel('Phone').fill('123')
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.getByText('That is not a phone number we know.').waitFor()
  await page.getByLabel('Phone').fill('')
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await said(page, 'Maya is booked at 11:00')
  const made = page.locator('.visit-confirmed', { hasText: 'Maya' })
  await made.waitFor()
  const { stylist_id, local_start } = await booking((await made.getAttribute('data-visit'))!)
  expect([stylist_id, local_start.slice(11, 16)]).toEqual([salon.stylists['Jonas Weber'], '11:00'])
})

it('A click where nobody is proposes that stylist and that time', async () => {
  const salon = await deskSalon()
  await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await page.locator('.visit').waitFor()
  const ground = (await page.locator('.day-ground').boundingBox())!
  const head = (await page.locator('.day-head', { hasText: 'Jonas Weber' }).boundingBox())!
  await page.mouse.click(head.x + head.width / 2, ground.y + 124 * 1.4)
  await page.locator('.time-choice input:checked').waitFor({ state: 'attached' })
  expect(await page.locator('.time-choice:has(:checked)').innerText()).toMatch(/^12:00/)
  await page.getByLabel('Name').fill('Maya')
  await page.getByRole('button', { name: 'Book', exact: true }).click()
  await page.locator('.visit', { hasText: 'Maya' }).waitFor()
  const { stylist_id } = await booking((await page.locator('.visit', { hasText: 'Maya' }).getAttribute('data-visit'))!)
  expect(stylist_id).toBe(salon.stylists['Jonas Weber'])
})

it('Times that are taken, and those in which the stylist is busy otherwise, are not offered; while the colour works they are', async () => {
  const salon = await deskSalon()
  await salon.book(1, 'Jonas Weber', '11:00', 'Sara Khalil', { service: salon.colour })
  const page = await atDesk(salon, salon.day(1))
  await page.getByRole('button', { name: 'New visit' }).click()
  await page.getByLabel('With').selectOption('Jonas Weber')
  await page.locator('.time-choice').first().waitFor()
  const offered = await page.locator('.time-choice-time').allInnerTexts()
  expect(offered.map((time) => time.replace(/\s.*/, '')).slice(0, 5)).toEqual(['10:00', '10:30', '11:30', '12:30', '1:00'])
})

it('Processing is drawn free, closed hours are hatched, and a hold shows what is left of it', async () => {
  const salon = await deskSalon()
  const colour = await salon.book(1, 'Amira Haddad', '12:00', 'Sara Khalil', { service: salon.colour })
  const { id: slot_id } = await salon.slot(1, 'Jonas Weber', '12:00')
  await ask('POST', '/bookings', { slot_id, customer_name: 'Dana Rahman' })
  const page = await atDesk(salon, salon.day(1))
  await visit(page, colour).waitFor()
  const free = visit(page, colour).locator('.visit-free')
  const [whole, part] = [(await visit(page, colour).boundingBox())!, (await free.boundingBox())!]
  expect((part.y - whole.y) / whole.height).toBeCloseTo(1 / 3, 1)
  expect(part.height / whole.height).toBeCloseTo(1 / 3, 1)
  expect(await free.innerText()).toBe('Free')
  const closed = await page.locator('.day-column').evaluateAll((all) => all.map((one) => one.querySelectorAll('.day-closed').length))
  expect(closed).toEqual([0, 0, 2])
  const held = page.locator('.visit-held')
  const left = async () => (await held.locator('.visit-status').innerText()).replace(/^On hold /, '')
  const first = await left()
  expect(first).toMatch(/^(10:00|9:\d\d)$/)
  await until(left, (now) => now !== first, 3)
})

it('A booking is found by the beginnings of names and by phone, opens, and shows what became of it', async () => {
  const salon = await deskSalon()
  await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz', { customer_phone: '0501112233' })
  await salon.book(1, 'Jonas Weber', '11:00', 'Omar Said')
  const page = await atDesk(salon, `${url}/desk/bookings`)
  const names = () => page.locator('.row-name').allInnerTexts()
  await until(names, (all) => all.length === 2)
  for (const question of ['noo azi', '050 111 2233']) {
    await page.getByLabel('Find a booking').fill(question)
    await until(names, (all) => all.join() === 'Noor Aziz')
  }
  await page.getByLabel('Find a booking').fill('nobody')
  await page.getByText('No booking fits that.').waitFor()
  await page.getByLabel('Find a booking').fill('omar')
  await page.locator('.row', { hasText: 'Omar Said' }).click()
  await page.locator('.dialog .contact', { hasText: 'Omar Said' }).waitFor()
  await page.getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await until(() => page.locator('.row-end').allInnerTexts(), (all) => all.join() === 'Cancelled')
})

it('On paper there is a list for each stylist who has visits, without the desk round it', async () => {
  const salon = await deskSalon()
  await salon.book(1, 'Amira Haddad', '10:30', 'Noor Aziz')
  const page = await atDesk(salon, salon.day(1))
  await page.getByRole('link', { name: 'Print' }).click()
  await page.locator('[data-paper]').waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.paper-column h2').allInnerTexts()).toEqual(['Amira Haddad'])
  expect(await page.locator('.paper-time').innerText()).toMatch(/^10:30/)
  expect(await page.locator('.side').isVisible()).toBe(false)
  expect(await page.locator('.paper-acts').isVisible()).toBe(false)
})

// The device's clock is an hour late; the salon's is right.
const late = `{ const Real = Date; const shift = -3600_000
  globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() + shift) } static now() { return Real.now() + shift } } }`

it("The line of now stands at the server's time, whatever the device's clock says", async () => {
  const salon = await deskSalon({ from: '00:00', to: '24:00' })
  const page = await atDesk(salon, `${url}/desk/day`, {}, undefined, late)
  await page.locator('[data-now]').waitFor()
  const clock = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Dubai', ...options })
  const now = new Date()
  const hour = clock({ hour: 'numeric', minute: '2-digit' }).format(now).replace(/:\d\d/, ':00').replace(/\s/, ' ')
  const mark = page.locator('.day-hour', { hasText: new RegExp(`^${hour.replace(' ', '\\s')}$`, 'i') })
  const [line, label] = [(await page.locator('[data-now]').boundingBox())!, (await mark.boundingBox())!]
  const minutes = (line.y - label.y - label.height / 2) / 1.4
  const past = minutes - Number(clock({ minute: 'numeric' }).format(now))
  // Within a minute or two of it, also when the hour turns meanwhile.
  expect(Math.abs(past)).toBeLessThan(3)
})
