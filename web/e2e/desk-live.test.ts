import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { newPage, screenIs, times, until } from './browser'
import { atDesk, booking, deskSalon, visit } from './desk'
import { ask, url } from './salon'

// A wire to the program that can be cut: whatever is on it breaks off, and nothing new comes through.
const wires: (() => void)[] = []
afterEach(() => wires.splice(0).forEach((stop) => stop()))

async function wire() {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  wires.push(() => {
    cut()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, cut, mend: () => (isCut = false) }
}

it('UI-24: a booking made in one browser is seen in the other within two seconds', async () => {
  const salon = await deskSalon()
  const guest = await newPage()
  await guest.goto(`${url}/?${new URLSearchParams({ location: salon.location, service: salon.cut, date: salon.date(2) })}`)
  await times(guest).first().waitFor()
  const desk = await atDesk(salon, salon.day(2))
  await desk.locator('[data-live="live"]').waitFor()
  await desk.locator('.day-frame').waitFor()
  await times(guest).first().click()
  await screenIs(guest, 'held')
  const since = Date.now()
  await desk.locator('.visit-held').waitFor({ timeout: 2000 })
  expect(Date.now() - since).toBeLessThan(2000)
  expect(await desk.locator('.visit-held .visit-status').innerText()).toMatch(/^On hold (10:00|9:\d\d)$/)
  await guest.locator('#name').fill('Aisha Rahman')
  await guest.locator('#phone').fill('0501234567')
  await guest.locator('.details button[type=submit]').click()
  await screenIs(guest, 'confirmed')
  await desk.locator('.visit-confirmed', { hasText: 'Aisha Rahman' }).waitFor({ timeout: 2000 })
})

it('UI-24: after a cut the desk catches up with all that happened, and says meanwhile that it is not live', async () => {
  const salon = await deskSalon()
  const stays = await salon.book(2, 'Amira Haddad', '10:00', 'Sara Khalil')
  const goes = await salon.book(2, 'Amira Haddad', '11:00', 'Hana Park')
  const line = await wire()
  const desk = await atDesk(salon, salon.day(2).replace(url, line.url))
  await desk.locator('[data-live="live"]').waitFor()
  await visit(desk, goes).waitFor()
  const seen = await salon.book(2, 'Mei Tanaka', '12:00', 'Yuki Sato')
  await visit(desk, seen).waitFor()
  const asked: Promise<Record<string, string>>[] = []
  desk.on('request', (request) => request.url().includes('/admin/v1/events') && asked.push(request.allHeaders()))
  line.cut()
  await desk.locator('[data-live="cut"]').waitFor()
  const comes = await salon.book(2, 'Jonas Weber', '13:00', 'Omar Said')
  await ask('PATCH', `/bookings/${goes}`, { status: 'cancelled' })
  await ask('PATCH', `/bookings/${stays}`, { attendance: 'arrived' })
  expect(await visit(desk, goes).count()).toBe(1)
  line.mend()
  await desk.locator('[data-live="live"]').waitFor()
  await visit(desk, comes).waitFor()
  await visit(desk, goes).waitFor({ state: 'detached' })
  await desk.locator(`[data-visit="${stays}"].visit-arrived`).waitFor()
  const names = (await Promise.all(asked)).map((headers) => headers['last-event-id'])
  expect(names.every((name) => /^\d+$/.test(name ?? '')), `what is replayed begins after ${names.join()}`).toBe(true)
})

it('UI-24: what happened while no stream was open is read again when one is', async () => {
  const salon = await deskSalon()
  const line = await wire()
  const desk = await atDesk(salon, salon.day(2).replace(url, line.url))
  await desk.locator('[data-live="live"]').waitFor()
  line.cut()
  await desk.locator('[data-live="cut"]').waitFor()
  const comes = await salon.book(2, 'Jonas Weber', '13:00', 'Omar Said')
  line.mend()
  await visit(desk, comes).waitFor()
})

it('UI-24: a move made at one desk is seen at the other, and an own change is not undone by an older answer', async () => {
  const salon = await deskSalon()
  const id = await salon.book(2, 'Amira Haddad', '10:00', 'Sara Khalil')
  const one = await atDesk(salon, salon.day(2))
  const other = await atDesk(salon, salon.day(2))
  for (const desk of [one, other]) {
    await desk.locator('[data-live="live"]').waitFor()
    await visit(desk, id).waitFor()
  }
  await visit(one, id).focus()
  for (const key of ['Space', 'ArrowDown', 'Space']) await one.keyboard.press(key)
  await until(() => booking(id), (moved) => moved.local_start.slice(11, 16) === '10:30')
  for (const desk of [one, other]) {
    await until(() => visit(desk, id).locator('.visit-time').innerText(), (time) => time.startsWith('10:30'), 2)
  }
})
