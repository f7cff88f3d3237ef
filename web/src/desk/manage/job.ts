// A generation that runs on the server whoever looks on: it is remembered here by its id, and can be left and returned to.
import { signal } from '@preact/signals'
import type { Problem } from '../api'
import { type Body, get, type Job, post, type Report } from './store'

export const job = signal<Job | null>(null)
export const dryReport = signal<Report | null>(null)
export const problem = signal<Problem | null>(null)
export const isAsking = signal(false)

const name = (location: string) => `salon.desk.job.${location}`
const pause = 600 // ms between two looks
let watching: AbortController | null = null

const remembered = (location: string): string | null => {
  try {
    return localStorage.getItem(name(location))
  } catch {
    return null
  }
}

function remember(location: string, id: string): void {
  try {
    localStorage.setItem(name(location), id)
  } catch {
    // Without storage it can be returned to as long as the address holds its id.
  }
}

export const isRunning = (one: Job | null): boolean => one?.state === 'waiting' || one?.state === 'running'

// Looks until it is done or nobody looks any more.
export async function watch(id: string): Promise<void> {
  watching?.abort()
  const mine = new AbortController()
  watching = mine
  while (!mine.signal.aborted) {
    const outcome = await get<Job>(`/admin/v1/jobs/${id}`, {}, mine.signal)
    if (mine.signal.aborted) return
    if ('problem' in outcome) {
      job.value = null
      if (outcome.problem.status !== 404) problem.value = outcome.problem
      return
    }
    job.value = outcome.data
    if (!isRunning(outcome.data)) return
    await new Promise((next) => setTimeout(next, pause))
  }
}

export function returnTo(location: string, id: string | undefined): void {
  const known = id ?? remembered(location)
  job.value = null
  dryReport.value = null
  problem.value = null
  if (known) void watch(known)
}

export const leave = (): void => watching?.abort()

async function send<T>(body: Body, header: Record<string, string>): Promise<T | null> {
  isAsking.value = true
  const outcome = await post<T>('/admin/v1/slots/generate', body, header)
  isAsking.value = false
  problem.value = 'problem' in outcome ? outcome.problem : null
  return 'problem' in outcome ? null : outcome.data
}

const isJob = (told: Job | Report): told is Job => 'state' in told

// The server tells at once what a few weeks would become, and makes a job of more.
export async function tryOut(body: Body): Promise<void> {
  leave()
  job.value = null
  dryReport.value = null
  const told = await send<Job | Report>({ ...body, dry_run: true }, {})
  if (!told) return
  if (isJob(told)) void watch(told.id)
  else dryReport.value = told
}

export async function make(location: string, body: Body): Promise<string | null> {
  dryReport.value = null
  const told = await send<Job>(body, { Prefer: 'respond-async' })
  if (!told) return null
  job.value = told
  remember(location, told.id)
  void watch(told.id)
  return told.id
}
