import { expect, it } from 'vitest'
import { newPage, takeComplaints, until } from './browser'
import { url } from './salon'

const demanded = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
]

// Every test of pages fails on a breach; here it is seen that one is noticed.
it.each([
  { path: '/', frames: "frame-ancestors 'self'" },
  { path: '/desk', frames: "frame-ancestors 'none'" },
])('UI-22: $path has its policy, and whoever breaks it is noticed', async ({ path, frames }) => {
  const reply = await fetch(url + path)
  const policy = (reply.headers.get('Content-Security-Policy') ?? '').split('; ')
  expect(policy).toEqual(expect.arrayContaining(demanded))
  expect(policy.some((one) => one.startsWith(frames))).toBe(true)
  const page = await newPage()
  await page.goto(url + path)
  await page.locator('[data-screen]').first().waitFor()
  expect(takeComplaints()).toEqual([])
  await page.evaluate(() => {
    new Image().src = 'http://elsewhere.invalid/pixel.png'
    const script = document.createElement('script')
    script.setAttribute('src', 'data:text/javascript,globalThis.ran=1')
    document.head.append(script)
  }).catch(() => {})
  const told: string[] = []
  await until(async () => told.push(...takeComplaints()), () => told.some((one) => one.startsWith('img-src')))
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
})
