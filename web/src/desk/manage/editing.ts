// A form's answers while they are typed, and what the server says of them. Nothing typed is lost by a refusal.
import { type Signal, useSignal } from '@preact/signals'
import type { Outcome, Problem } from '../api'
import { explain } from '../api'
import { type Key, t } from './words'

export interface Editing<Draft> {
  draft: Signal<Draft>
  problem: Signal<Problem | null>
  isSending: Signal<boolean>
  set: (change: Partial<Draft>) => void
  // The words beside a field that the server points at, null when it does not.
  wrong: (pointer: string, words: Key) => string | null
  send: <T>(asking: () => Promise<Outcome<T>>) => Promise<T | null>
}

export const pointsAt = (problem: Problem | null, pointer: string): boolean =>
  problem?.pointers.some((one) => one === pointer || one.startsWith(`${pointer}/`)) ?? false

const own: Partial<Record<string, Key>> = {
  RULE_OVERLAP: 'ruleOverlap',
  VALIDATION_FAILED: 'lookOver',
  VERSION_MISMATCH: 'changedMeanwhile',
  CONFLICT: 'conflict',
  FORBIDDEN: 'mayNot',
  NOT_FOUND: 'notThere',
}

export function wordsFor(problem: Problem): string {
  const key = own[problem.code]
  return key ? t(key) : explain(problem)
}

export function useEditing<Draft extends object>(first: Draft): Editing<Draft> {
  const draft = useSignal(first)
  const problem = useSignal<Problem | null>(null)
  const isSending = useSignal(false)
  const send = async <T>(asking: () => Promise<Outcome<T>>): Promise<T | null> => {
    if (isSending.peek()) return null
    isSending.value = true
    const outcome = await asking()
    isSending.value = false
    problem.value = 'problem' in outcome ? outcome.problem : null
    return 'problem' in outcome ? null : (outcome.data ?? ({} as T))
  }
  return {
    draft,
    problem,
    isSending,
    send,
    set: (change) => (draft.value = { ...draft.peek(), ...change }),
    wrong: (pointer, words) => (pointsAt(problem.value, pointer) ? t(words) : null),
  }
}

// What is typed as a number; an empty field is none, and what is no whole number is left for the server to point at.
export const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))
export const textOf = (number: number | null | undefined): string =>
  number === null || number === undefined ? '' : String(number)
