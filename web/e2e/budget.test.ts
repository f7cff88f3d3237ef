import { expect, it } from 'vitest'
import { newPage, screenIs, times, until } from './browser'
import { url } from './salon'

const watch = `
  globalThis.seen = { lcp: 0, cls: 0, inp: 0 }
  new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value }).observe({ type: 'layout-shift', buffered: true })
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration) }).observe({ type: 'event', buffered: true, durationThreshold: 16 })`

interface Seen {
  lcp: number
  cls: number
  inp: number
}

it.each(['en', 'ar'])('UI-01: a first visit on a slow phone keeps its budgets (%s)', async (language) => {
  const page = await newPage({ locale: language }, watch)
  const protocol = await page.context().newCDPSession(page)
  const bytes = { all: 0, script: 0 }
  const scripts = new Set<string>()
  protocol.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
  protocol.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength
    if (scripts.has(requestId)) bytes.script += encodedDataLength
  })
  await protocol.send('Network.enable')
  const network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
  await protocol.send('Network.emulateNetworkConditions', network)
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const seen = () => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)

  await page.goto(url)
  await page.locator('.salons .row').first().waitFor()
  await page.waitForLoadState('networkidle')
  const { lcp } = await until(seen, (so) => so.lcp > 0)
  await page.locator('.salons .row').first().click()
  await screenIs(page, 'pick')
  await page.locator('.service-list .row').first().click()
  await times(page).first().waitFor()
  await page.locator('.day:not(.day-full)').nth(2).click()
  await times(page).first().waitFor()
  await page.waitForLoadState('networkidle')
  const { cls, inp } = await seen()
  console.log(`UI-01 ${language}: LCP ${Math.round(lcp)} ms, INP ${inp} ms, CLS ${cls.toFixed(3)}, JS ${bytes.script} bytes, all ${bytes.all} bytes`)
  expect(bytes.script).toBeLessThanOrEqual(25 * 1024)
  expect(bytes.all).toBeLessThanOrEqual(100 * 1024)
  expect(lcp).toBeLessThanOrEqual(1800)
  expect(cls).toBeLessThanOrEqual(0.05)
  expect(inp).toBeLessThanOrEqual(200)
})
