// Every state of the management screens, in both languages, light and dark, on a phone and in a window: judged by axe, looked
// through for foreign words, and left as a picture in build/screenshots.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { axe, folder, judge } from './axe'
import { desktop, phone, until } from './browser'
import { openDesk } from './managing'
import { sql, url } from './salon'

// What the page itself says, without what people named.
const english = (page: Page) =>
  page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const foreign of copy.querySelectorAll('bdi, script, noscript, select, [dir=ltr], .languages, .place-name, .skeletons'))
      foreign.remove()
    const labels = [...copy.querySelectorAll('[aria-label], [placeholder]')].map(
      (one) => one.getAttribute('aria-label') ?? one.getAttribute('placeholder'),
    )
    const said = [copy.textContent, ...labels].join(' ').replace(/https:\/\/\S*/g, '')
    return (said.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !['AE', 'AED', 'axe'].includes(word)).join(' ')
  })

const tooWide = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const out = [...document.querySelectorAll('main *')].filter((one) => {
      const box = one.getBoundingClientRect()
      const isClipped = one.closest('.table-frame, .heat-frame, .tabs, .vh, .choice, .lines')
      return !isClipped && box.width > 0 && (box.right > width + 1 || box.left < -1)
    })
    return out.map((one) => `too wide: ${one.outerHTML.slice(0, 100)}`)
  })

const tooSmall = (page: Page) =>
  page.evaluate(() => {
    const targets = [
      ...document.querySelectorAll('main button, main a[href], main input, main textarea, main summary, main select'),
    ]
    const small = targets.filter((one) => {
      const box = (one.closest('label.check, label.choice') ?? one).getBoundingClientRect()
      return box.width > 0 && box.height < 44
    })
    return small.map((one) => `too small: ${one.outerHTML.slice(0, 100)} ${one.getBoundingClientRect().height}`)
  })

type See = (name: string) => Promise<void>
type Go = (path: string) => Promise<void>

interface Walk {
  page: Page
  location: string
  see: See
  go: Go
}

const submit = (page: Page) => page.locator('.editor-form button[type=submit]').click()
const told = (page: Page, state: string) => page.locator(`[data-preview=${state}][aria-busy=false]`).waitFor()
const ahead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function hours({ page, location, see, go }: Walk): Promise<void> {
  await go('rules')
  await page.locator('.ledger').first().waitFor()
  await see('rules')
  await go('rules/new')
  await told(page, 'overlap')
  await see('rule-overlap')
  await page.locator('main input[type=date]').first().fill('2024-01-01')
  await page.locator('main select').first().selectOption('EXCEPTION')
  await page.locator('.choice').nth(1).click()
  await page.locator('main input[type=date]').first().fill(ahead(2))
  await page.locator('main input[type=date]').nth(1).fill(ahead(6))
  await page.locator('.sum').first().waitFor()
  await told(page, 'told')
  await see('rule-preview')
  await page.locator('main input[type=date]').first().fill('')
  await page.locator('main input[type=time]').nth(1).fill('08:00')
  await told(page, 'open')
  await submit(page)
  await page.locator('[aria-invalid=true]').first().waitFor()
  await see('rule-wrong')
  const id = await sql(
    `SELECT id FROM availability_rules WHERE location_id = '${location}' AND NOT is_closed ORDER BY id LIMIT 1`,
  )
  await go(`rules/${id}`)
  await told(page, 'told')
  await page.route(`**/admin/v1/availabilities/${id}`, (route) => {
    const body = JSON.stringify({ code: 'VERSION_MISMATCH', status: 412 })
    return route.request().method() === 'PATCH'
      ? route.fulfill({ status: 412, contentType: 'application/problem+json', body })
      : route.continue()
  })
  await submit(page)
  await page.locator('.meanwhile').waitFor()
  await page.locator('.editor-acts .loss-btn').last().click()
  await page.locator('.sure').waitFor()
  await see('rule-meanwhile')
}

async function generating({ page, see, go }: Walk): Promise<void> {
  await go('generation')
  await page.locator('.editor-form').waitFor()
  await see('generation')
  await page.locator('.editor-form .quiet-btn').click()
  await page.locator('[data-job=dry]').waitFor()
  const running = { state: 'running', done: 18, result: null }
  await page.route('**/admin/v1/jobs/*', async (route) => {
    const reply = await route.fetch()
    await route.fulfill({ response: reply, json: { ...(await reply.json()), ...running } })
  })
  await submit(page)
  await page.locator('progress').waitFor()
  await see('generation-running')
  await page.unroute('**/admin/v1/jobs/*')
  await page.locator('[data-job=done]').waitFor()
  await see('generation-done')
}

async function keeping({ page, location, see, go }: Walk): Promise<void> {
  await go('catalogue/services')
  await page.locator('.ledger').waitFor()
  await see('services')
  const service = await sql(
    `SELECT id FROM services WHERE location_id = '${location}' ORDER BY jsonb_array_length(to_jsonb(phases)) DESC NULLS LAST, id LIMIT 1`,
  )
  await go(`catalogue/services/${service}`)
  await page.locator('.editor-form').waitFor()
  await page.locator('.editor-form input').first().fill('')
  await submit(page)
  await page.locator('[aria-invalid=true]').waitFor()
  await see('service-wrong')
  await go('catalogue/stylists')
  await page.locator('.ledger').waitFor()
  await see('stylists')
  await page.locator('.ledger-row').first().click()
  await page.locator('.preview a.btn').waitFor()
  if (!(await page.locator('.terms[open]').count())) await page.locator('.terms summary').click()
  await see('stylist')
  await go('catalogue/salons')
  await page.locator('.ledger').waitFor()
  await see('salons')
  await go(`catalogue/salons/${location}`)
  await page.locator('.editor-form').waitFor()
  await see('salon')
  await go('catalogue/brand')
  await page.locator('#origins').waitFor()
  await see('brand')
}

async function employing({ page, see, go }: Walk): Promise<void> {
  await go('staff')
  await page.locator('.ledger').waitFor()
  await see('accounts')
  await go('staff/accounts/new')
  await page.locator('.editor-form').waitFor()
  await page.locator('main select').first().selectOption('stylist')
  await submit(page)
  await page.locator('[aria-invalid=true]').first().waitFor()
  await see('account-wrong')
  await go('staff/audit')
  await page.locator('table').waitFor()
  await see('audit')
}

async function watching({ page, see, go }: Walk): Promise<void> {
  await go('dashboard')
  await page.locator('[data-drawn]').waitFor()
  await page.locator('.heat').waitFor()
  await page.locator('.funnel, .chart .empty').first().waitFor()
  await see('dashboard')
  for (const summary of await page.locator('.as-table summary').all()) await summary.click()
  await see('dashboard-tables')
  await go('explain')
  await page.locator('[data-explained]').waitFor()
  await page.locator('main input[type=date]').fill(ahead(2))
  await page.locator('tbody tr').first().waitFor()
  await see('explain')
  await page.locator('main input[type=time]').fill('03:03')
  await page.locator('[data-explained="0"]').waitFor()
  await see('explain-none')
}

const looks = [
  { language: 'en', screen: 'phone', viewport: phone },
  { language: 'en', screen: 'desktop', viewport: desktop },
  { language: 'ar', screen: 'phone', viewport: phone },
  { language: 'ar', screen: 'desktop', viewport: desktop },
]

const parts = { hours, generating, keeping, employing, watching }

const runs = looks.flatMap((look) => Object.entries(parts).map(([part, walk]) => ({ ...look, part, walk })))

it.each(runs)(
  'UI-17, UI-18: $part in $language on a $screen, light and dark',
  async ({ language, screen, viewport, part, walk }) => {
    const location = await sql(`SELECT id FROM locations WHERE currency = 'AED' ORDER BY id LIMIT 1`)
    const options = { viewport, locale: language === 'ar' ? 'ar-AE' : 'en-GB', reducedMotion: 'reduce' as const }
    const page = await openDesk('explain', { location, options, script: axe })
    const found: string[] = []
    let step = 0
    const see = async (name: string) => {
      ++step
      await until(
        () => page.locator('.skeletons').count(),
        (waiting) => waiting === 0,
      )
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const file = `desk-${screen}-${language}-${part}-${step}-${name}-${colorScheme}.png`
        await page.screenshot({ path: join(folder, file), fullPage: true })
        for (const one of await judge(page)) found.push(`${file} ${one}`)
      }
      for (const one of [...(await tooWide(page)), ...(await tooSmall(page))]) found.push(`${name} ${one}`)
      if (language === 'ar') expect(await english(page), name).toBe('')
    }
    const go = async (path: string) => {
      await page.goto(`${url}/desk/${path}`)
      await page.locator('.manage').waitFor()
    }
    await walk({ page, location, see, go })
    expect(found).toEqual([])
  },
  120_000,
)
