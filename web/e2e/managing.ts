// The management screens as somebody sees them who is signed in: the salon chosen, the session from the server.
import type { BrowserContextOptions, Page } from 'playwright-core'
import { inject } from 'vitest'
import { desktop, newPage, until } from './browser'
import { sql, url } from './salon'

interface Opening {
  location: string
  who?: { email: string; password: string }
  options?: BrowserContextOptions
  script?: string
}

export async function openDesk(
  path: string,
  { location, who = inject('admin'), options = {}, script = '' }: Opening,
): Promise<Page> {
  const chosen = `localStorage.setItem('salon.desk.location', '${location}')\n`
  const page = await newPage({ viewport: desktop, ...options }, chosen + script)
  const reply = await page.context().request.post(`${url}/auth/v1/session`, { data: who })
  if (!reply.ok()) throw new Error(`no session: ${reply.status()} ${await reply.text()}`)
  await page.goto(`${url}/desk/${path}`)
  return page
}

export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })

// The server works changed hours into the times by itself; this is the end of that.
export const settled = (location: string) =>
  until(
    () => sql(`SELECT count(*) FROM jobs WHERE location_id = '${location}' AND state IN ('waiting', 'running')`),
    (open) => open === '0',
    30,
  )

export async function timesByDay(location: string): Promise<Record<string, number>> {
  const rows = await sql(
    `SELECT date || ' ' || count(*) FROM slot_instances WHERE location_id = '${location}' AND NOT blocked GROUP BY date`,
  )
  return Object.fromEntries(
    rows
      .split('\n')
      .filter(Boolean)
      .map((row) => [row.slice(0, 10), Number(row.slice(11))]),
  )
}
