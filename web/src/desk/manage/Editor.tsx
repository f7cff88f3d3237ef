// What every form of the management has: a way back, the refusal in words, Save, and Remove after a second question.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button, Notice } from '../parts'
import { type Editing, wordsFor } from './editing'
import { t } from './words'

interface EditorProps<Draft> {
  title: ComponentChildren
  back: string // where to, when it is left
  editing: Editing<Draft>
  isNew: boolean
  onSave: () => void
  onRemove?: () => void
  removeWords?: string
  onAsking?: (isAsking: boolean) => void // whether to remove it is being asked
  onTheirs?: () => void // what somebody else has saved meanwhile
  onMine?: () => void // what is typed here, over theirs
  aside?: ComponentChildren
  children: ComponentChildren
}

export function Editor<Draft>(props: EditorProps<Draft>) {
  const { title, back, editing, isNew, onSave, children } = props
  const form = useRef<HTMLFormElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const problem = editing.problem.value
  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [problem])
  const submit = (event: Event) => {
    event.preventDefault()
    onSave()
  }
  return (
    <div class="manage editor">
      <a class="back" href={back}>
        {t('back')}
      </a>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div class={props.aside ? 'editor-split' : 'editor-alone'}>
        <form ref={form} class="editor-form" noValidate onSubmit={submit}>
          {children}
          <Refusal {...props} />
          <div class="editor-acts">
            <button type="submit" class="btn" aria-busy={editing.isSending.value} disabled={editing.isSending.value}>
              {t(isNew ? 'add' : 'save')}
            </button>
            <a class="btn quiet-btn" href={back}>
              {t('cancel')}
            </a>
            {props.onRemove && <Remove {...props} onRemove={props.onRemove} />}
          </div>
        </form>
        {props.aside}
      </div>
    </div>
  )
}

interface RefusalProps<Draft> {
  editing: Editing<Draft>
  onTheirs?: () => void
  onMine?: () => void
}

export function Refusal<Draft>({ editing, onTheirs, onMine }: RefusalProps<Draft>) {
  const problem = editing.problem.value
  if (!problem || problem.code === 'RULE_OVERLAP') return null
  if (problem.code !== 'VERSION_MISMATCH' || !onTheirs) return <Notice>{wordsFor(problem)}</Notice>
  return (
    <div class="meanwhile">
      <Notice>{t('changedMeanwhile')}</Notice>
      <div class="editor-acts">
        <Button kind="quiet-btn" onClick={onTheirs}>
          {t('takeTheirs')}
        </Button>
        <Button kind="loss-btn" onClick={onMine}>
          {t('saveMine')}
        </Button>
      </div>
    </div>
  )
}

interface RemoveProps {
  onRemove: () => void
  removeWords?: string
  onAsking?: (isAsking: boolean) => void
}

function Remove({ onRemove, removeWords, onAsking }: RemoveProps) {
  const isAsking = useSignal(false)
  const ask = (isNow: boolean) => {
    isAsking.value = isNow
    onAsking?.(isNow)
  }
  if (!isAsking.value) {
    return (
      <Button kind="loss-btn" onClick={() => ask(true)}>
        {t('remove')}
      </Button>
    )
  }
  return (
    <div class="sure" role="group" aria-label={t('remove')}>
      <p>{removeWords}</p>
      <div class="editor-acts">
        <Button kind="loss-solid" onClick={onRemove}>
          {t('removeYes')}
        </Button>
        <Button kind="quiet-btn" onClick={() => ask(false)}>
          {t('keep')}
        </Button>
      </div>
    </div>
  )
}
