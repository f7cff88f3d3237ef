// Who is signed in. The browser keeps the tokens in cookies that no script reads; the page keeps the CSRF token, which is
// the same in every tab, and renews both before they end.
import { batch, computed, signal } from '@preact/signals'
import type { components } from '../api/schema'

type Session = components['schemas']['PageSession']
export type Account = Session['account']
export type Role = Account['role']

export type SignInFailure = 'wrong' | 'tooOften' | 'unreachable' | 'noStaff'

export const account = signal<Account | null>(null)
export const isSessionKnown = signal(false)
export const role = computed<Role | null>(() => account.value?.role ?? null)

const address = '/auth/v1/session'
const renewBefore = 120 // seconds: a session that has less left is renewed
const shortestWait = 5 // seconds
let csrf = ''
let renewal: ReturnType<typeof setTimeout> | undefined

export const csrfToken = (): string => csrf

// Whoever leaves the page meanwhile must still get the new tokens: the old ones are good no more.
const ask = (method: string, path = address, body?: unknown): Promise<Response> =>
  fetch(path, {
    method,
    keepalive: method !== 'GET',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function take(reply: Response): Promise<Session> {
  const session = (await reply.json()) as Session
  batch(() => {
    csrf = session.csrf_token
    account.value = session.account
    isSessionKnown.value = true
  })
  clearTimeout(renewal)
  const wait = Math.max(shortestWait, session.expires_in - renewBefore)
  renewal = setTimeout(() => void renew(), wait * 1000)
  return session
}

function letGo(): void {
  clearTimeout(renewal)
  batch(() => {
    csrf = ''
    account.value = null
    isSessionKnown.value = true
  })
}

// Tabs take turns, and whoever comes second finds what the first has renewed: an old refresh token used again would sign
// everybody out. False: nobody is signed in any more. Without a connection all stays as it is.
export async function renew(): Promise<boolean> {
  const isSignedIn = await navigator.locks.request('salon.session', async () => {
    try {
      const current = await ask('GET')
      if (current.ok && (await take(current)).expires_in > renewBefore) return true
      const renewed = await ask('POST', `${address}/refresh`, {})
      if (renewed.ok) {
        await take(renewed)
        return true
      }
      if (renewed.status < 500 && renewed.status !== 429) letGo()
      return false
    } catch {
      renewal = setTimeout(() => void renew(), shortestWait * 1000)
      return false
    }
  })
  return isSignedIn
}

export async function resumeSession(): Promise<void> {
  await renew()
  while (!isSessionKnown.peek()) {
    await new Promise((again) => setTimeout(again, 2000))
    await renew()
  }
}

export async function signIn(email: string, password: string): Promise<SignInFailure | null> {
  try {
    const reply = await ask('POST', address, { email, password })
    if (reply.status === 429) return 'tooOften'
    if (!reply.ok) return reply.status < 500 ? 'wrong' : 'unreachable'
    const { account: who } = await take(reply)
    if (who.role !== 'user') return null
    await signOut()
    return 'noStaff'
  } catch {
    return 'unreachable'
  }
}

// Without an access token the server would not end what the refresh token still is good for. False: the cookies may still
// be there, and so is whoever was signed in.
export async function signOut(): Promise<boolean> {
  try {
    const isStill = await renew()
    if (!isStill) return account.peek() === null
    const reply = await ask('DELETE')
    if (reply.status >= 500 || reply.status === 429) return false
  } catch {
    return false
  }
  letGo()
  return true
}
