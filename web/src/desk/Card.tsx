// A booking seen closely: when and what, who, what was noted, and what the desk can do about it.
import { type Signal, useSignal } from '@preact/signals'
import { formatDay, formatMoney, formatTime } from '../shared/format'
import { type Attendance, type Booking, explain, type Outcome } from './api'
import { card, closeCard, renewCard } from './opened'
import { serviceName, stylistName } from './catalog'
import { cancel, noteAttendance, rewriteNotes } from './changes'
import { customerOf } from './day/moves'
import { standingOf, standingWords } from './day/Visit'
import { History } from './History'
import { MoveDialog } from './MoveDialog'
import { Bdi, Button, Dialog, Field, Notice, Phone, TextField } from './parts'
import { place } from './places'
import { role } from './session'
import { say } from './toast'
import { rich, type Key, t } from './words'

export function Card() {
  const booking = card.value
  return booking && <CardOf key={booking.id} booking={booking} />
}

// What the desk does from the card, one thing at a time.
interface Acts {
  isBusy: Signal<boolean>
  problem: Signal<string | null>
}

async function act(acts: Acts, doing: Promise<Outcome<Booking>>): Promise<boolean> {
  acts.isBusy.value = true
  acts.problem.value = null
  const outcome = await doing
  acts.isBusy.value = false
  if ('problem' in outcome) {
    acts.problem.value = explain(outcome.problem)
    return false
  }
  renewCard(outcome.data)
  return true
}

function CardOf({ booking }: { booking: Booking }) {
  const isMoving = useSignal(false)
  const acts: Acts = { isBusy: useSignal(false), problem: useSignal<string | null>(null) }
  const mayAct = role.value !== 'stylist'
  const isLive = booking.status === 'held' || booking.status === 'confirmed'
  if (isMoving.value) return <MoveDialog booking={booking} onClose={closeCard} />
  return (
    <Dialog title={t('visit')} onClose={closeCard} kind="side">
      <Ticket booking={booking} />
      {acts.problem.value && <Notice>{acts.problem.value}</Notice>}
      {mayAct && booking.status === 'confirmed' && <AttendanceChoice booking={booking} acts={acts} />}
      <Contact booking={booking} />
      {mayAct ? <Notes booking={booking} acts={acts} /> : booking.notes && <p class="card-notes"><Bdi>{booking.notes}</Bdi></p>}
      {mayAct && isLive && <Changes booking={booking} acts={acts} onMove={() => (isMoving.value = true)} />}
      {mayAct && <History booking={booking} />}
    </Dialog>
  )
}

function Ticket({ booking }: { booking: Booking }) {
  const where = place.value!
  const who = stylistName(booking.stylist_id)
  const isGone = booking.status === 'cancelled' || booking.status === 'expired'
  return (
    <div class={isGone ? 'ticket ticket-gone' : 'ticket'}>
      <p class="ticket-time">
        <Bdi>{formatTime(booking.local_start, where)}</Bdi>
        <span class="ticket-to">
          {rich('until', { time: <Bdi>{formatTime(booking.local_end, where)}</Bdi> })}
        </span>
      </p>
      <p>
        <Bdi>{formatDay(booking.local_start.slice(0, 10), where, 'full')}</Bdi>
      </p>
      <p class="ticket-what">
        <Bdi>{serviceName(booking.service_id)}</Bdi>
        {who && <span>{rich('withWhom', { name: <Bdi>{who}</Bdi> })}</span>}
      </p>
      <p class={`standing standing-${standingOf(booking)}`}>{standingWords(booking)}</p>
      <p class="ticket-price">
        <Bdi>{formatMoney(booking.price_minor, booking.currency, where.region)}</Bdi>
      </p>
    </div>
  )
}

function Contact({ booking }: { booking: Booking }) {
  const { customer_phone: phone, customer_email: email } = booking
  const isMasked = phone?.includes('*') || phone?.includes('•')
  return (
    <section class="contact" aria-label={t('customer')}>
      <h3 class="contact-name">
        <Bdi>{customerOf(booking)}</Bdi>
      </h3>
      {phone && (isMasked ? <Phone number={phone} /> : <a class="link" href={`tel:${phone}`}><Phone number={phone} /></a>)}
      {email && (
        <a class="link" href={`mailto:${email}`}>
          <bdi dir="ltr">{email}</bdi>
        </a>
      )}
    </section>
  )
}

const attendances: Attendance[] = ['none', 'arrived', 'in_chair', 'completed', 'no_show']

function AttendanceChoice({ booking, acts }: { booking: Booking; acts: Acts }) {
  const note = (attendance: Attendance) => {
    if (attendance !== booking.attendance && !acts.isBusy.value) void act(acts, noteAttendance(booking, attendance))
  }
  return (
    <fieldset class="attendance">
      <legend>{t('attendance')}</legend>
      <div class="attendance-list">
        {attendances.map((one) => (
          <button
            key={one}
            type="button"
            class={`attend attend-${one}`}
            aria-pressed={booking.attendance === one}
            onClick={() => note(one)}
          >
            {t(`attend_${one}` as Key)}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

function Notes({ booking, acts }: { booking: Booking; acts: Acts }) {
  const notes = useSignal(booking.notes ?? '')
  const isChanged = notes.value.trim() !== (booking.notes ?? '')
  const save = async (event: Event) => {
    event.preventDefault()
    if (await act(acts, rewriteNotes(booking, notes.value))) say(t('notesSaved'))
  }
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      <Field label={t('notes')}>
        {(field) => (
          <textarea
            {...field}
            rows={2}
            maxLength={2000}
            value={notes.value}
            onInput={(event) => (notes.value = event.currentTarget.value)}
          />
        )}
      </Field>
      {isChanged && (
        <Button type="submit" kind="quiet-btn" isBusy={acts.isBusy.value}>
          {t('saveNotes')}
        </Button>
      )}
    </form>
  )
}

function Changes({ booking, acts, onMove }: { booking: Booking; acts: Acts; onMove: () => void }) {
  const isCancelling = useSignal(false)
  const reason = useSignal('')
  const cancelIt = async (event: Event) => {
    event.preventDefault()
    if (!(await act(acts, cancel(booking, reason.value)))) return
    say(t('cancelled', { name: customerOf(booking) }), { shown: rich('cancelled', { name: <Bdi>{customerOf(booking)}</Bdi> }) })
    closeCard()
  }
  if (!isCancelling.value) {
    return (
      <div class="actions">
        <Button onClick={onMove}>{t('move')}</Button>
        <Button kind="loss-btn" onClick={() => (isCancelling.value = true)}>
          {t('cancelVisit')}
        </Button>
      </div>
    )
  }
  return (
    <form class="form cancel-form" onSubmit={(event) => void cancelIt(event)}>
      <TextField
        label={t('reason')}
        hint={t('reasonHint')}
        value={reason.value}
        onValue={(value) => (reason.value = value)}
        maxLength={500}
        autoFocus
      />
      <div class="actions">
        <Button type="submit" kind="loss-solid" isBusy={acts.isBusy.value}>
          {t('cancelYes')}
        </Button>
        <Button kind="quiet-btn" onClick={() => (isCancelling.value = false)}>
          {t('cancelNo')}
        </Button>
      </div>
    </form>
  )
}
