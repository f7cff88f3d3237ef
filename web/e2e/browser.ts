// Pages in the shared browser, each in a context of its own, and what every page must keep: no breach of the policy, no
// error in the console.
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 900 }

let browser: Browser
const open: BrowserContext[] = []
const complaints: string[] = []

beforeAll(async () => {
  browser = await chromium.connect(inject('browser'))
})

afterAll(async () => {
  await browser.close()
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((context) => context.close()))
  expect(complaints.splice(0), 'UI-22: no breach of the content security policy, no uncaught error').toEqual([])
})

// What was complained of so far, which then is no failure of the test.
export const takeComplaints = (): string[] => complaints.splice(0)

export async function newPage(options: BrowserContextOptions = {}, script?: string): Promise<Page> {
  const context = await browser.newContext({ viewport: phone, locale: 'en-GB', timezoneId: 'Asia/Dubai', ...options })
  open.push(context)
  await context.exposeBinding('reportBreach', (_, what: string) => void complaints.push(what))
  await context.addInitScript(() => {
    const report = (window as unknown as { reportBreach: (what: string) => void }).reportBreach
    document.addEventListener('securitypolicyviolation', (event) => report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))
  })
  if (script) await context.addInitScript({ content: script })
  const page = await context.newPage()
  page.on('pageerror', (error) => void complaints.push(String(error)))
  page.setDefaultTimeout(15_000)
  return page
}

// Until it is true, asked again and again; the last answer is in the failure.
export async function until<T>(claim: () => Promise<T>, isTrue: (answer: T) => boolean, seconds = 15): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await claim()
    if (isTrue(answer)) return answer
    if (Date.now() > end) throw new Error(`after ${seconds} s it is still ${JSON.stringify(answer)}`)
    await new Promise((next) => setTimeout(next, 50))
  }
}

export const screenIs = (page: Page, name: string) => page.locator(`[data-screen="${name}"]`).waitFor()

export const times = (page: Page) => page.locator('.time-row')

export async function holdFirst(page: Page): Promise<void> {
  await times(page).first().click()
  await screenIs(page, 'held')
}

export async function fillIn(page: Page, name = 'Aisha Rahman', number = '050 123 4567'): Promise<void> {
  await page.locator('#name').fill(name)
  await page.locator('#phone').fill(number)
}

export async function book(page: Page): Promise<void> {
  await holdFirst(page)
  await fillIn(page)
  await page.locator('.details button[type=submit]').click()
  await screenIs(page, 'confirmed')
}
