// A held time: how long it is still held, and the two things that the salon needs to know.
import { useEffect, useRef } from 'preact/hooks'
import { formatCountdown } from '../shared/format'
import { rich, t } from '../shared/i18n'
import { place } from './catalog'
import { customer, part } from './customer'
import {
  chooseAnother,
  confirm,
  countdown,
  details,
  held,
  holdAgain,
  holdingSlot,
  isSending,
  isUrgent,
  setDetails,
  wrongFields,
} from './hold'
import { Bdi, NoticeBox, ScreenHeading, Ticket } from './parts'

export function HoldScreen() {
  const { booking, stage } = held.value!
  const isOver = stage === 'expired'
  return (
    <div class="split">
      <div class="split-side">
        <ScreenHeading key={stage}>{t(isOver ? 'expired' : 'almost')}</ScreenHeading>
        <Ticket booking={booking} isGone={isOver} />
        {isOver ? <Expired /> : <Timer />}
      </div>
      <DetailsForm isOver={isOver} />
    </div>
  )
}

function holdSeconds(): number {
  const { hold_expires_at, created_at } = held.value!.booking
  const seconds = (Date.parse(hold_expires_at ?? created_at) - Date.parse(created_at)) / 1000
  return Math.max(1, seconds)
}

function Timer() {
  const left = countdown.value?.left.value ?? 0
  return (
    <div class={isUrgent.value ? 'timer urgent' : 'timer'}>
      <p class="timer-left" role="timer" aria-label={t('timeLeft')}>
        <Bdi>{formatCountdown(left)}</Bdi>
      </p>
      <span class="timer-bar" aria-hidden="true" style={{ transform: `scaleX(${left / holdSeconds()})` }} />
      <p class="timer-words">
        <strong>{t(isUrgent.value ? 'heldSoon' : 'held')}</strong> {t(isUrgent.value ? 'heldSoonWhy' : 'heldWhy')}
      </p>
    </div>
  )
}

function Expired() {
  return (
    <div class="timer urgent">
      <p class="timer-words">{t('expiredWhy')}</p>
    </div>
  )
}

function DetailsForm({ isOver }: { isOver: boolean }) {
  const form = useRef<HTMLFormElement>(null)
  const wrong = wrongFields.value
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [wrong])
  const submit = (event: Event) => {
    event.preventDefault()
    void (isOver ? holdAgain() : confirm())
  }
  const isBusy = isSending.value || holdingSlot.value !== null
  return (
    <form class="details" ref={form} noValidate onSubmit={submit}>
      <NameField />
      <PhoneField />
      <NoteField />
      {customer.value && part.value && <part.value.AccountLine />}
      <NoticeBox />
      <div class="actions">
        <button type="submit" class="btn wide" aria-disabled={isBusy}>
          {isSending.value ? t('confirming') : t(isOver ? 'holdAgain' : 'confirm')}
        </button>
        <button type="button" class="btn quiet-btn wide" onClick={() => void chooseAnother()}>
          {t('another')}
        </button>
      </div>
      <Policy />
    </form>
  )
}

function NameField() {
  const wrong = wrongFields.value.name
  return (
    <div class="field">
      <label for="name">{t('name')}</label>
      <input
        id="name"
        type="text"
        autocomplete="name"
        dir="auto"
        maxLength={200}
        required
        value={details.value.name}
        aria-invalid={!!wrong}
        aria-describedby={wrong ? 'name-wrong' : undefined}
        onInput={(event) => setDetails({ name: event.currentTarget.value })}
      />
      {wrong && (
        <p class="wrong" id="name-wrong">
          {t('nameMissing')}
        </p>
      )}
    </div>
  )
}

const examples: Record<string, string> = { AE: '+971 50 123 4567', GB: '+44 7400 123456', US: '+1 201 555 0123' }

function PhoneField() {
  const wrong = wrongFields.value.phone
  const example = examples[place.value?.region ?? ''] ?? examples.GB!
  return (
    <div class="field">
      <label for="phone">{t('phone')}</label>
      <input
        id="phone"
        type="tel"
        autocomplete="tel"
        inputMode="tel"
        dir="ltr"
        maxLength={40}
        required
        value={details.value.phone}
        aria-invalid={!!wrong}
        aria-describedby={wrong ? 'phone-wrong' : 'phone-hint'}
        onInput={(event) => setDetails({ phone: event.currentTarget.value })}
      />
      {wrong ? (
        <p class="wrong" id="phone-wrong">
          {wrong === 'missing' ? t('phoneMissing') : rich('phoneInvalid', { example: <bdi dir="ltr">{example}</bdi> })}
        </p>
      ) : (
        <p class="hint" id="phone-hint">
          {t('phoneHint')}
        </p>
      )}
    </div>
  )
}

function NoteField() {
  return (
    <details class="note" open={details.peek().notes !== ''}>
      <summary>{t('addNote')}</summary>
      <div class="field">
        <label class="vh" for="note">
          {t('note')}
        </label>
        <textarea
          id="note"
          rows={3}
          maxLength={1000}
          dir="auto"
          value={details.value.notes}
          onInput={(event) => setDetails({ notes: event.currentTarget.value })}
        />
      </div>
    </details>
  )
}

export function Policy() {
  const minutes = place.value?.cancellation_window_minutes
  if (minutes === undefined) return null
  const hours = Math.ceil(minutes / 60)
  return <p class="fine">{hours ? t('changesUntil', { n: hours }) : t('changesAlways')}</p>
}
