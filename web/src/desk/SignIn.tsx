import { useSignal } from '@preact/signals'
import { focusOn } from '../shared/focus'
import { Languages } from './Languages'
import { Button, Notice, TextField } from './parts'
import { type SignInFailure, signIn } from './session'
import { type Key, t } from './words'

const failures: Record<SignInFailure, Key> = {
  wrong: 'signInWrong',
  tooOften: 'signInTooOften',
  unreachable: 'signInUnreachable',
  noStaff: 'signInNoStaff',
}

export function SignIn() {
  const email = useSignal('')
  const password = useSignal('')
  const failure = useSignal<SignInFailure | null>(null)
  const isBusy = useSignal(false)
  const send = async (event: Event) => {
    event.preventDefault()
    if (isBusy.value) return
    isBusy.value = true
    failure.value = await signIn(email.value.trim(), password.value)
    isBusy.value = false
    if (failure.peek()) focusOn('sign-in-failure')
  }
  return (
    <div class="sign-in" data-screen="sign-in">
      <header class="sign-in-head">
        <h1>{t('frontDesk')}</h1>
        <Languages />
      </header>
      <main>
        <form class="form" onSubmit={(event) => void send(event)}>
          <h2>{t('signIn')}</h2>
          {failure.value && (
            <div id="sign-in-failure" tabIndex={-1}>
              <Notice>{t(failures[failure.value])}</Notice>
            </div>
          )}
          <TextField
            label={t('email')}
            value={email.value}
            onValue={(value) => (email.value = value)}
            type="email"
            name="email"
            autocomplete="username"
            dir="ltr"
            required
          />
          <TextField
            label={t('password')}
            value={password.value}
            onValue={(value) => (password.value = value)}
            type="password"
            name="password"
            autocomplete="current-password"
            dir="ltr"
            required
          />
          <Button type="submit" kind="wide" isBusy={isBusy.value}>
            {t('signIn')}
          </Button>
        </form>
      </main>
    </div>
  )
}
