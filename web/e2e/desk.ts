// A salon with a desk: three stylists, a cut and a colour whose processing leaves the stylist free, open on every day of the
// next weeks; and people who sign in at it.
import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { desktop, newPage, until } from './browser'
import { ask, make, opened, url } from './salon'

export const people = ['Amira Haddad', 'Jonas Weber', 'Mei Tanaka']
type Name = 'Amira Haddad' | 'Jonas Weber' | 'Mei Tanaka'

export interface Slot {
  id: string
  stylist_id: string
  service_id: string
  start_at: string
  end_at: string
  local_start: string
}

export interface DeskSalon {
  location: string
  name: string
  cut: string
  colour: string
  stylists: Record<Name, string>
  date: (ahead: number) => string
  day: (ahead: number) => string
  slot: (ahead: number, who: Name, time: string, service?: string) => Promise<Slot>
  book: (ahead: number, who: Name, time: string, customer: string, more?: Record<string, string>) => Promise<string>
}

export async function get<T>(path: string): Promise<T> {
  return (await (await ask('GET', path)).json()) as T
}

interface Booked {
  stylist_id: string
  local_start: string
  status: string
  attendance: string
  notes: string | null
}

export const booking = (id: string) => get<Booked>(`/bookings/${id}`)

const open = { slot_granularity_minutes: 30, rule_kind: 'WEEKLY', days_of_week: [1, 2, 3, 4, 5, 6, 7] }

// From ten to six, unless told otherwise; Mei from twelve to four.
export async function deskSalon(hours = { from: '10:00', to: '18:00' }): Promise<DeskSalon> {
  const timezone = 'Asia/Dubai'
  const name = `Salon ${randomUUID().slice(0, 8)}`
  const terms = { horizon_days: 10, minimum_notice_minutes: 0 }
  const { id: location } = await make('/locations', { name, timezone, address: '1 Quiet Street', ...terms })
  opened.push(location)
  const stylists = {} as Record<Name, string>
  for (const one of people) stylists[one as Name] = (await make('/stylists', { location_id: location, name: one })).id
  const service = async (more: object) => (await make('/services', { location_id: location, ...more })).id
  const cut = await service({ name: 'Haircut', duration_minutes: 30, price_minor: 18000 })
  const phases = [{ minutes: 30, active: true }, { minutes: 30, active: false }, { minutes: 30, active: true }]
  const colour = await service({ name: 'Root colour', duration_minutes: 90, price_minor: 32000, phases })
  const opens = (more: object) => make('/availabilities', { ...open, location_id: location, ...more })
  await opens({ start_time: hours.from, end_time: hours.to })
  await opens({ stylist_id: stylists['Mei Tanaka'], start_time: '12:00', end_time: '16:00' })
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(new Date())
  const date = (ahead: number) => new Date(Date.parse(`${today}T00:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10)
  await make('/slots/generate', { location_id: location, from: date(0), to: date(5) })
  const slot = async (ahead: number, who: Name, time: string, service = cut) => {
    const query = new URLSearchParams({ location_id: location, date: date(ahead), service_id: service, stylist_id: stylists[who] })
    const { items } = await get<{ items: Slot[] }>(`/slots?${query}`)
    return items.find((one) => one.local_start.slice(11, 16) === time)!
  }
  const book = async (ahead: number, who: Name, time: string, customer: string, more: Record<string, string> = {}) => {
    const { service, ...rest } = more
    const { id: slot_id } = await slot(ahead, who, time, service)
    return (await make('/bookings', { slot_id, customer_name: customer, confirm: true, ...rest })).id
  }
  const day = (ahead: number) => `${url}/desk/day?date=${date(ahead)}`
  return { location, name, cut, colour, stylists, date, day, slot, book }
}

interface Account {
  email: string
  password: string
}

export async function staff(role: 'frontdesk' | 'manager' | 'stylist', location: string, stylist?: string): Promise<Account> {
  const account = { email: `${role}-${randomUUID().slice(0, 8)}@salon.test`, password: randomUUID() }
  await make('/staff', { ...account, role, location_ids: [location], ...(stylist ? { stylist_id: stylist } : {}) })
  return account
}

// The desk of one salon, opened at an address by someone who signs in on the page.
export async function atDesk(
  salon: DeskSalon,
  address: string,
  options: BrowserContextOptions = {},
  who: Account = inject('admin'),
  script?: string,
): Promise<Page> {
  const page = await newPage({ viewport: desktop, ...options }, script)
  await page.addInitScript((id) => localStorage.setItem('salon.desk.location', id), salon.location)
  await page.goto(address)
  await signIn(page, who)
  return page
}

export async function signIn(page: Page, who: Account): Promise<void> {
  await page.locator('input[name=email]').fill(who.email)
  await page.locator('input[name=password]').fill(who.password)
  await page.locator('.sign-in button[type=submit]').click()
  await page.locator('.desk').waitFor()
}

export const visit = (page: Page, id: string) => page.locator(`[data-visit="${id}"]`)

// In whose column of the screen it stands: by where it is drawn, not by what it says.
export const columnOn = (page: Page, id: string): Promise<string> =>
  page.evaluate((wanted) => {
    const box = document.querySelector(`[data-visit="${wanted}"]`)!.getBoundingClientRect()
    const middle = (box.left + box.right) / 2
    const heads = [...document.querySelectorAll('.day-head')]
    const over = heads.find((head) => head.getBoundingClientRect().left <= middle && middle < head.getBoundingClientRect().right)
    return over?.querySelector('h2')?.textContent ?? ''
  }, id)

// What the sentence at the foot of the screen says.
export const said = (page: Page, part: string) =>
  until(() => page.locator('[data-toast]').allInnerTexts(), (all) => all.join(' ').includes(part))

// To the place of a column and a time, by the hand: both are read off the screen.
export async function dragTo(page: Page, id: string, who: Name, minutesLater: number): Promise<void> {
  const perMinute = 1.4
  const from = (await visit(page, id).boundingBox())!
  const head = (await page.locator('.day-head', { hasText: who }).boundingBox())!
  const start = { x: from.x + from.width / 2, y: from.y + 10 }
  const end = { x: head.x + head.width / 2, y: start.y + minutesLater * perMinute }
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(start.x + 8, start.y + 8)
  await page.mouse.move(end.x, end.y, { steps: 6 })
  await page.locator('.ghost').waitFor()
}

export interface Patch {
  path: string
  body: unknown
  hasKey: boolean
  seen: string | null
}

// Every change of something that the page asks for from now on, as it is sent.
export async function patchesOf(page: Page): Promise<Patch[]> {
  const patches: Patch[] = []
  await page.exposeBinding('reportPatch', (_, patch: Patch) => void patches.push(patch))
  const watch = () => {
    const send = globalThis.fetch
    const report = (globalThis as unknown as { reportPatch: (patch: unknown) => void }).reportPatch
    globalThis.fetch = async (what, options) => {
      if (what instanceof Request && what.method === 'PATCH') {
        const { pathname } = new URL(what.url)
        const body: unknown = await what.clone().json()
        report({ path: pathname, body, hasKey: !!what.headers.get('Idempotency-Key'), seen: what.headers.get('If-Match') })
      }
      return send(what, options)
    }
  }
  await page.addInitScript(watch)
  await page.evaluate(watch)
  return patches
}
