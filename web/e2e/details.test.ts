import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { book, fillIn, holdFirst, newPage, screenIs, times, until } from './browser'
import { smallSalon, sql } from './salon'

it('UI-13: what is missing or wrong is said beside its field, in words, and the focus goes there', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await holdFirst(page)
  const submit = page.locator('.details button[type=submit]')
  const focused = () => page.evaluate(() => document.activeElement?.id)
  await submit.click()
  expect(await page.locator('#name-wrong').innerText()).toBe('Please tell us your name.')
  expect(await page.locator('#phone-wrong').innerText()).toBe('Please give a mobile number.')
  await until(focused, (id) => id === 'name')
  await fillIn(page, 'Aisha', '12')
  await submit.click()
  await page.getByText('This number does not look right').waitFor()
  expect(await page.locator('#phone').getAttribute('aria-invalid')).toBe('true')
  await until(focused, (id) => id === 'phone')
})

it.each(['050 123 4567', '+971 (50) 123-4567', '00971501234567', '٠٥٠١٢٣٤٥٦٧'])('UI-13: the phone may be written as %s', async (number) => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await holdFirst(page)
  await fillIn(page, 'Aisha', number)
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
  expect(await page.locator('.for').innerText()).toContain('+971501234567')
})

it('UI-14: the calendar entry is one that calendars read', async () => {
  const salon = await smallSalon()
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await book(page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Add to calendar' }).click()])
  expect(download.suggestedFilename()).toMatch(/\.ics$/)
  const folder = mkdtempSync('/tmp/salon-')
  await download.saveAs(join(folder, 'visit.ics'))
  const text = readFileSync(join(folder, 'visit.ics'), 'utf8')
  rmSync(folder, { recursive: true })
  expect(text).toMatch(/\r\n/)
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n').filter(Boolean)
  expect(lines[0]).toBe('BEGIN:VCALENDAR')
  expect(lines.at(-1)).toBe('END:VCALENDAR')
  const event = Object.fromEntries(lines.map((line) => [line.split(/[:;]/)[0]!, line.slice(line.indexOf(':') + 1)]))
  expect(event.DTSTART).toBe(`${salon.date(2).replaceAll('-', '')}T060000Z`)
  expect(event.SUMMARY).toContain('Haircut')
  expect(event.UID).toMatch(/^booking-/)
})

const managed = async (plan: Parameters<typeof smallSalon>[0] = {}) => {
  const salon = await smallSalon(plan)
  const page = await newPage()
  await page.goto(salon.address({ date: salon.date(2) }))
  await book(page)
  const link = await page.locator('#link').inputValue()
  const state = () => sql(`SELECT b.status, b.version, b.start_at FROM bookings b JOIN slot_instances s ON s.id = b.slot_id
                           WHERE s.location_id = '${salon.location}'`)
  return { salon, link, state }
}

it('UI-15: the link shows the visit on any device and changes nothing by being opened', async () => {
  const { link, state, salon } = await managed()
  const before = await state()
  const page = await newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  await page.goto(link)
  await page.getByText('Your visit', { exact: true }).waitFor()
  expect(await page.locator('.ticket-time').innerText()).toMatch(/10:00/)
  expect(await page.locator('h1').innerText()).toBe(salon.name)
  expect(asked.filter((one) => !one.startsWith('GET '))).toEqual([])
  expect(asked.filter((one) => one.includes(link.split('/').at(-1)!))).toEqual([])
  expect(await state()).toBe(before)
})

it('UI-15: a visit is moved with the same picker', async () => {
  const { link, state, salon } = await managed()
  const page = await newPage()
  await page.goto(link)
  await page.getByRole('button', { name: 'Move to another time' }).click()
  await page.locator(`.day[data-date="${salon.date(4)}"]`).click()
  await until(() => times(page).count(), (count) => count === 2)
  await times(page).nth(1).click()
  await page.getByText('Your visit has been moved').waitFor()
  expect(await page.locator('.ticket-time').innerText()).toMatch(/10:30/)
  expect(await state()).toContain(`confirmed|`)
  expect(await state()).toContain(salon.date(4))
})

it('UI-15: a visit is cancelled after one question', async () => {
  const { link, state } = await managed()
  const page = await newPage()
  await page.goto(link)
  await page.getByRole('button', { name: 'Cancel visit' }).click()
  expect(await state()).toMatch(/^confirmed/)
  await page.getByRole('button', { name: 'Yes, cancel it' }).click()
  await page.getByText('Your visit is cancelled').waitFor()
  expect(await state()).toMatch(/^cancelled/)
})

it('UI-15: too late to change it says so instead of offering it', async () => {
  const { link } = await managed({ cancellation: 7 * 24 * 60 })
  const page = await newPage()
  await page.goto(link)
  await page.getByText('please call the salon').waitFor()
  expect(await page.getByRole('button', { name: 'Cancel visit' }).count()).toBe(0)
})

it('UI-15: a link that is incomplete shows nothing of anybody', async () => {
  const { link } = await managed()
  const page = await newPage()
  await page.goto(link.slice(0, -3))
  await page.getByText('We cannot find this visit').waitFor()
})
