import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { book, newPage, times } from './browser'
import { deskSalon, signIn as signInAtDesk, staff } from './desk'
import { smallSalon, sql, url } from './salon'

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
