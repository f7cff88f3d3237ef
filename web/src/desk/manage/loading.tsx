// What a screen has asked for: not there yet, there, or refused.
import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { explain, type Outcome, type Problem } from '../api'
import { Failure, Skeleton } from '../parts'

export interface Loading<T> {
  data: Signal<T | null>
  problem: Signal<Problem | null>
  again: () => void
}

// Asked anew when the key changes; what belongs to another key is not heard any more.
export function useLoading<T>(key: string, load: (signal: AbortSignal) => Promise<Outcome<T>>): Loading<T> {
  const data = useSignal<T | null>(null)
  const problem = useSignal<Problem | null>(null)
  const round = useSignal(0)
  useEffect(() => {
    const mine = new AbortController()
    void load(mine.signal).then((outcome) => {
      if (mine.signal.aborted) return
      problem.value = 'problem' in outcome ? outcome.problem : null
      if (!('problem' in outcome)) data.value = outcome.data
    })
    return () => mine.abort()
  }, [key, round.value])
  return { data, problem, again: () => (round.value += 1) }
}

interface LoadedProps<T> {
  of: Loading<T>
  rows?: number
  children: (data: T) => ComponentChildren
}

export function Loaded<T>({ of, rows = 4, children }: LoadedProps<T>) {
  if (of.problem.value) return <Failure words={explain(of.problem.value)} onAgain={of.again} />
  return of.data.value === null ? <Skeleton rows={rows} /> : <>{children(of.data.value)}</>
}
