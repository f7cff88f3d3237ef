// Asking the server. Every request waits by itself for what passes by itself (no connection, too many requests, a
// server that restarts) and says so in `trouble`; what is left comes back as a problem with a code to be translated.
import { signal } from '@preact/signals'
import type { components } from '../api/schema'

type Schemas = components['schemas']

export interface Problem {
  status: number // 0: there was no reply
  code: string
  pointers: string[]
  detail: string // in the server's English: for ids, never for readers
}
export type Outcome<T> = { data: T; isReplay: boolean } | { problem: Problem }

export type Trouble = { kind: 'offline' | 'slow' } | { kind: 'wait'; seconds: number }
export const trouble = signal<Trouble | null>(null)

const attemptsOfAChange = 6
const longestAttempt = 15_000

export interface Reply<T> {
  data?: T
  error?: unknown
  response: Response
}

interface Manner {
  signal?: AbortSignal
  isChange?: boolean
}

export async function ask<T>(send: (signal: AbortSignal) => Promise<Reply<T>>, manner: Manner = {}): Promise<Outcome<T>> {
  for (let attempt = 1; ; ++attempt) {
    const hasMoreAttempts = !manner.isChange || attempt < attemptsOfAChange
    const limit = AbortSignal.timeout(longestAttempt)
    try {
      const reply = await send(manner.signal ? AbortSignal.any([manner.signal, limit]) : limit)
      trouble.value = null
      if (reply.response.ok) {
        return { data: reply.data as T, isReplay: reply.response.headers.has('Idempotent-Replayed') }
      }
      const problem = problemOf(reply)
      const wait = secondsToWait(problem, reply.response)
      if (wait === null || !hasMoreAttempts) return { problem }
      await waitOut(wait, problem.status === 429, manner.signal)
    } catch {
      if (manner.signal?.aborted) return { problem: unanswered('ABORTED') }
      if (!hasMoreAttempts) {
        trouble.value = null
        return { problem: unanswered('UNREACHABLE') }
      }
      await waitForConnection(attempt, manner.signal)
    }
    if (manner.signal?.aborted) return { problem: unanswered('ABORTED') }
  }
}

const unanswered = (code: string): Problem => ({ status: 0, code, pointers: [], detail: '' })

function problemOf(reply: Reply<unknown>): Problem {
  const body = (typeof reply.error === 'object' && reply.error ? reply.error : {}) as Partial<Schemas['Problem']>
  const pointers = (body.errors ?? []).map((error) => error.pointer)
  return { status: reply.response.status, code: body.code ?? 'INTERNAL_ERROR', pointers, detail: body.detail ?? '' }
}

// What passes by itself; null: nothing that waiting would help.
function secondsToWait(problem: Problem, response: Response): number | null {
  const passes = problem.status === 429 || problem.status >= 502 || problem.code === 'REQUEST_IN_PROGRESS'
  if (!passes) return null
  const asked = Number(response.headers.get('Retry-After'))
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, 120) : 1
}

async function waitOut(seconds: number, isShown: boolean, signal?: AbortSignal): Promise<void> {
  for (let left = seconds; left > 0 && !signal?.aborted; --left) {
    trouble.value = isShown ? { kind: 'wait', seconds: left } : { kind: 'slow' }
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  trouble.value = null
}

// Until the device says that it is back, or for a moment that grows.
function waitForConnection(attempt: number, signal?: AbortSignal): Promise<void> {
  const isOffline = !navigator.onLine
  trouble.value = { kind: isOffline ? 'offline' : 'slow' }
  return new Promise((resolve) => {
    const go = () => {
      removeEventListener('online', go)
      clearTimeout(timer)
      resolve()
    }
    addEventListener('online', go)
    signal?.addEventListener('abort', go)
    const timer = setTimeout(go, isOffline ? 30_000 : Math.min(8000, 500 * 2 ** attempt))
  })
}

// One key for one intent: whoever taps again because nothing came back asks the same once more. A definite answer ends
// the intent.
const intents = new Map<string, string>()

export async function change<T>(
  intent: string,
  send: (key: string, signal: AbortSignal) => Promise<Reply<T>>,
): Promise<Outcome<T>> {
  const key = intents.get(intent) ?? crypto.randomUUID()
  intents.set(intent, key)
  const outcome = await ask((signal) => send(key, signal), { isChange: true })
  if (!('problem' in outcome) || (outcome.problem.status > 0 && outcome.problem.status < 500)) intents.delete(intent)
  return outcome
}

addEventListener('offline', () => (trouble.value = { kind: 'offline' }))
addEventListener('online', () => {
  if (trouble.value?.kind === 'offline') trouble.value = null
})
