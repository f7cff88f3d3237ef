// Editing one thing that the server keeps: read, typed over, saved as it was seen, removed.
import type { Signal } from '@preact/signals'
import { useSignal } from '@preact/signals'
import { go } from '../router'
import { say } from '../toast'
import { type Editing, useEditing } from './editing'
import { type Body, type Kind, read, remove, type Rows, save } from './store'
import { t } from './words'

interface Manner<K extends Kind, Draft> {
  kind: K
  row: Rows[K] | null
  draftOf: (row: Rows[K] | null) => Draft
  bodyOf: (draft: Draft, row: Rows[K] | null) => Body
  back: string
  onKept?: () => void
}

export interface Kept<K extends Kind, Draft> {
  editing: Editing<Draft>
  row: Signal<Rows[K] | null>
  onSave: () => void
  onRemove: () => void
  onTheirs: () => void
  onMine: () => void
}

export function useKept<K extends Kind, Draft extends object>(manner: Manner<K, Draft>): Kept<K, Draft> {
  const { kind, draftOf, bodyOf, back, onKept } = manner
  const row = useSignal(manner.row)
  const editing = useEditing(draftOf(manner.row))
  const onSave = async () => {
    const saved = await editing.send(() => save(kind, row.peek(), bodyOf(editing.draft.peek(), row.peek())))
    if (!saved) return
    onKept?.()
    say(t('saved'))
    go(back)
  }
  const onRemove = async () => {
    const seen = row.peek()
    if (!seen) return
    const gone = await editing.send(() => remove(kind, seen))
    if (!gone) return
    onKept?.()
    say(t(gone.outcome === 'deactivated' ? 'deactivated' : 'removed'))
    go(back)
  }
  const lookAgain = async () => {
    const seen = row.peek()
    const now = seen && (await editing.send(() => read(kind, seen.id)))
    if (now) row.value = now
    return now
  }
  const onTheirs = async () => {
    const now = await lookAgain()
    if (now) editing.draft.value = draftOf(now)
  }
  const onMine = async () => {
    if (await lookAgain()) await onSave()
  }
  return {
    editing,
    row,
    onSave: () => void onSave(),
    onRemove: () => void onRemove(),
    onTheirs: () => void onTheirs(),
    onMine: () => void onMine(),
  }
}
