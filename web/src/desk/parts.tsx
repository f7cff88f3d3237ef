// Pieces that the screens of the desk are made of.
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { trouble } from '../shared/asking'
import { announce } from '../shared/live'
import { t } from './words'

// Names, times and numbers keep their own direction inside a sentence of the other.
export const Bdi = ({ children }: { children: ComponentChildren }) => <bdi>{children}</bdi>

// Digits in the order in which they are dialled.
export const Phone = ({ number }: { number: string }) => <bdi dir="ltr">{number}</bdi>

export const Skeleton = ({ rows }: { rows: number }) => (
  <div class="skeletons" role="img" aria-label={t('loading')}>
    {Array.from({ length: rows }, (_, i) => (
      <div key={i} class="skel skel-row" />
    ))}
  </div>
)

export function Notice({ children, kind = 'loss' }: { children: ComponentChildren; kind?: 'loss' | 'plain' }) {
  return (
    <p class={kind === 'loss' ? 'notice' : 'notice notice-plain'} role={kind === 'loss' ? 'alert' : undefined}>
      {children}
    </p>
  )
}

export function TroubleBanner() {
  const now = trouble.value
  const words = !now ? '' : now.kind === 'wait' ? t('wait', { n: now.seconds }) : t(now.kind)
  // Said once, not again at each second that passes.
  useEffect(() => announce(words), [now?.kind])
  return now && <p class={`banner banner-${now.kind}`}>{words}</p>
}

export const Failure = ({ words, onAgain }: { words: string; onAgain: () => void }) => (
  <div class="failure">
    <Notice>{words}</Notice>
    <button type="button" class="btn" onClick={onAgain}>
      {t('tryAgain')}
    </button>
  </div>
)

interface FieldProps {
  label: string
  wrong?: string | null
  hint?: string
  children: (field: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }) => ComponentChildren
}

// A label, what is asked, a hint, and what is wrong with the answer, all tied together for a screen reader.
export function Field({ label, wrong, hint, children }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': wrong ? true : undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  )
}

interface InputProps {
  label: string
  value: string
  onValue: (value: string) => void
  wrong?: string | null
  hint?: string
  type?: 'text' | 'email' | 'password' | 'tel' | 'search' | 'date' | 'time' | 'number' | 'url'
  name?: string
  autocomplete?: AutoFill
  inputMode?: 'numeric' | 'decimal'
  dir?: 'ltr' | 'auto'
  placeholder?: string
  min?: string | number
  max?: string | number
  step?: string | number
  maxLength?: number
  required?: boolean
  disabled?: boolean
  autoFocus?: boolean
}

export const TextField = ({ label, value, onValue, wrong, hint, ...rest }: InputProps) => (
  <Field label={label} wrong={wrong} hint={hint}>
    {(field) => <input {...(rest as { type: 'text' })} {...field} value={value} onInput={(event) => onValue(event.currentTarget.value)} />}
  </Field>
)

interface SelectProps {
  label: string
  value: string
  onValue: (value: string) => void
  options: readonly { value: string; label: string; isOff?: boolean }[]
  wrong?: string | null
  hint?: string
}

export const SelectField = ({ label, value, onValue, options, wrong, hint }: SelectProps) => (
  <Field label={label} wrong={wrong} hint={hint}>
    {(field) => (
      <select {...field} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map((one) => (
          <option key={one.value} value={one.value} disabled={one.isOff}>
            {one.label}
          </option>
        ))}
      </select>
    )}
  </Field>
)

interface DialogProps {
  title: string
  onClose: () => void
  children: ComponentChildren
  kind?: 'middle' | 'side'
}

// The browser's own dialog: it keeps the focus, closes on Escape and gives the focus back. It is shown before another key
// can be pressed, or that key would go to what is under it.
export function Dialog({ title, onClose, children, kind = 'middle' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = dialog.current!
    const before = document.activeElement as HTMLElement | null
    element.showModal()
    return () => {
      element.close()
      if (before?.isConnected) before.focus()
    }
  }, [])
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose()
  }
  const onCancel = (event: Event) => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={dialog} class={`dialog dialog-${kind}`} aria-labelledby={id} onCancel={onCancel} onMouseDown={onBackdrop}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="icon-btn" aria-label={t('close')} onClick={onClose}>
            <span class="cross" aria-hidden="true" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

export interface Column<Row> {
  head: string
  cell: (row: Row) => ComponentChildren
  isNumber?: boolean
}

interface TableProps<Row> {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}

// The first column names the row. On a phone it scrolls by itself, so it can be reached by keyboard.
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="vh">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={column.isNumber ? 'number' : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th key={column.head} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.head} class={column.isNumber ? 'number' : undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

// Says what it does while it does it, and cannot be pressed twice.
export function Button({ isBusy = false, kind = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`btn ${kind}`} disabled={rest.disabled || isBusy} aria-busy={isBusy}>
      {children}
    </button>
  )
}

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'class'> & { isBusy?: boolean; kind?: string }
