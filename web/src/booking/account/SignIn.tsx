import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { announce } from '../../shared/live'
import { ScreenHeading } from '../parts'
import { type Failure, register, signIn } from './session'
import { type Key, t } from './words'

const shortestPassword = 10
type Wrong = { email?: Key; password?: Key }

const failures: Record<string, Key> = {
  UNAUTHENTICATED: 'wrong',
  CONFLICT: 'taken',
  RATE_LIMITED: 'tooOften',
  UNREACHABLE: 'unreachable',
}

function wrongOf(failure: Failure): Wrong {
  if (failure === 'staff') return {}
  return {
    ...(failure.pointers.includes('/email') ? { email: 'emailInvalid' as const } : {}),
    ...(failure.pointers.includes('/password') ? { password: 'passwordShort' as const } : {}),
  }
}

export function SignIn() {
  const isNew = useSignal(false)
  const email = useSignal('')
  const password = useSignal('')
  const failure = useSignal<Failure | null>(null)
  const wrong = useSignal<Wrong>({})
  const isBusy = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), [wrong.value])
  const turn = () => {
    isNew.value = !isNew.value
    failure.value = null
    wrong.value = {}
  }
  const send = async (event: Event) => {
    event.preventDefault()
    if (isBusy.value) return
    failure.value = null
    wrong.value = missing(email.value, password.value, isNew.value)
    if (Object.keys(wrong.value).length) return
    isBusy.value = true
    const refused = await (isNew.value ? register : signIn)(email.value.trim(), password.value)
    isBusy.value = false
    if (!refused) return announce(t('signedIn'))
    wrong.value = wrongOf(refused)
    if (!Object.keys(wrong.value).length) failure.value = refused
  }
  return (
    <form class="narrow account-form" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <ScreenHeading key={String(isNew.value)}>{t(isNew.value ? 'register' : 'signIn')}</ScreenHeading>
      <p>{t(isNew.value ? 'registerWhy' : 'signInWhy')}</p>
      {failure.value && <Refused failure={failure.value} />}
      <Field name="email" label="email" wrong={wrong.value.email} value={email.value} onValue={(text) => (email.value = text)} />
      <Field
        name="password"
        label="password"
        isNew={isNew.value}
        hint={isNew.value ? t('passwordHint', { n: shortestPassword }) : undefined}
        wrong={wrong.value.password}
        value={password.value}
        onValue={(text) => (password.value = text)}
      />
      <button type="submit" class="btn wide" aria-disabled={isBusy.value}>
        {isBusy.value ? t('busy') : t(isNew.value ? 'register' : 'signIn')}
      </button>
      <p class="turn-about">
        {t(isNew.value ? 'haveOne' : 'haveNone')}{' '}
        <button type="button" class="link" onClick={turn}>
          {t(isNew.value ? 'signIn' : 'register')}
        </button>
      </p>
    </form>
  )
}

function missing(email: string, password: string, isNew: boolean): Wrong {
  const isShort = Array.from(password).length < (isNew ? shortestPassword : 1)
  return {
    ...(email.trim() ? {} : { email: 'emailMissing' as const }),
    ...(isShort ? { password: isNew ? ('passwordShort' as const) : ('passwordMissing' as const) } : {}),
  }
}

function Refused({ failure }: { failure: Failure }) {
  const isStaff = failure === 'staff'
  return (
    <p class="notice" role="alert">
      {isStaff ? t('staff') : t(failures[failure.code] ?? 'failed')}{' '}
      {isStaff && <a href="/desk">{t('desk')}</a>}
    </p>
  )
}

interface FieldProps {
  name: 'email' | 'password'
  label: Key
  value: string
  onValue: (value: string) => void
  wrong: Key | undefined
  hint?: string | undefined
  isNew?: boolean
}

function Field({ name, label, value, onValue, wrong, hint, isNew = false }: FieldProps) {
  const below = wrong ? `${name}-wrong` : hint ? `${name}-hint` : undefined
  return (
    <div class="field">
      <label for={name}>{t(label)}</label>
      <input
        {...({ type: name } as { type: 'password' })}
        id={name}
        name={name}
        dir="ltr"
        autocomplete={name === 'email' ? 'username' : isNew ? 'new-password' : 'current-password'}
        maxLength={name === 'email' ? 254 : 256}
        required
        value={value}
        aria-invalid={!!wrong}
        aria-describedby={below}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {below && (
        <p id={below} class={wrong ? 'wrong' : 'hint'}>
          {wrong ? t(wrong, { n: shortestPassword }) : hint}
        </p>
      )}
    </div>
  )
}
