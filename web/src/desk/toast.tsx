// One line at the foot of the screen that says what was done, and takes it back for as long as it stands there.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { announce } from '../shared/live'
import { t } from './words'

interface Toast {
  words: ComponentChildren
  undo?: () => void
  isLoss: boolean
}

export const toast = signal<Toast | null>(null)
const shownFor = 12_000
let timer: ReturnType<typeof setTimeout> | undefined

export function say(words: string, more: { undo?: () => void; isLoss?: boolean; shown?: ComponentChildren } = {}): void {
  clearTimeout(timer)
  toast.value = { words: more.shown ?? words, undo: more.undo, isLoss: more.isLoss ?? false }
  announce(words)
  timer = setTimeout(hush, shownFor)
}

export function hush(): void {
  clearTimeout(timer)
  toast.value = null
}

export function Toast() {
  const now = toast.value
  if (!now) return null
  const undo = () => {
    hush()
    now.undo?.()
  }
  return (
    <section
      aria-label={t('justDone')}
      class={now.isLoss ? 'toast toast-loss' : 'toast'}
      data-toast
      onMouseEnter={() => clearTimeout(timer)}
    >
      <p>{now.words}</p>
      {now.undo && (
        <button type="button" class="toast-btn" onClick={undo}>
          {t('undo')}
        </button>
      )}
      <button type="button" class="toast-btn" aria-label={t('close')} onClick={hush}>
        <span class="cross" aria-hidden="true" />
      </button>
    </section>
  )
}
