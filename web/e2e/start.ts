// Once for all files: the demo brand, a browser, and a page of another origin that wants to embed the booking page.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { noLimits, root, start, storesOf } from './program'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    limitedUrl: string
    data: string
    browser: string
    admin: { email: string; password: string }
    friend: string
    stranger: string
  }
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// A site of somebody else's: a page that holds whatever script the query names.
async function otherSite() {
  const server = createServer((request, response) => {
    const script = new URL(request.url ?? '/', 'http://site').searchParams.get('script') ?? ''
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>A site</title><h1>Our salon</h1><script src="${script}" async></script>`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address() as { port: number }
  return { origin: `http://127.0.0.1:${address.port}`, stop: () => server.close() }
}

export default async function setup(project: TestProject) {
  const folder = mkdtempSync('/tmp/salon-')
  const data = join(folder, 'data')
  mkdirSync(join(root, 'build/screenshots'), { recursive: true })
  mkdirSync(join(data, 'photos'), { recursive: true })
  writeFileSync(join(data, 'photos/own.svg'), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>')
  // Whatever has been started is stopped, last things first, also when the next thing does not start.
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const [friend, stranger] = [await otherSite(), await otherSite()]
    stops.push(friend.stop, stranger.stop)
    const env = { ...noLimits, SALON_WIDGET_ORIGINS: friend.origin }
    const salon = await start(join(folder, 'salon.log'), ['up', '--data', data, '--port', '0', '--demo'], env)
    stops.push(salon.stop)
    // Beside it, on the same stores, one that counts strictly.
    const limits = { ...env, ...storesOf(data), SALON_PORT: '0', SALON_RATE_LIMIT_READS: '8' }
    const limited = await start(join(folder, 'limited.log'), ['serve', '--target=gateway,slot,booking'], limits)
    stops.push(limited.stop)
    const browser = await chromium.launchServer({ executablePath: '/usr/bin/chromium', args: flags })
    stops.push(() => browser.close())
    const [, email, password] = /^Sign in as (\S+) with the password (\S+)$/m.exec(salon.said)!
    project.provide('url', salon.url)
    project.provide('limitedUrl', limited.url)
    project.provide('data', data)
    project.provide('browser', browser.wsEndpoint())
    project.provide('admin', { email: email!, password: password! })
    project.provide('friend', friend.origin)
    project.provide('stranger', stranger.origin)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}
