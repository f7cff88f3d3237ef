// Someone stands at the desk, or is on the phone: what, when, and a name.
import { type Signal, signal, useSignal } from '@preact/signals'
import { type Problem, explain, type SlotInstance } from './api'
import { catalog } from './catalog'
import { bookWalkIn, type WalkIn as WalkInWish } from './changes'
import { formatTime } from '../shared/format'
import { today } from './clock'
import { date as dayOfBook } from './day/book'
import { Bdi, Button, Dialog, Notice, SelectField, TextField } from './parts'
import { place } from './places'
import { TimePicker } from './TimePicker'
import { say } from './toast'
import { rich, t } from './words'

interface Wrong {
  name?: string
  phone?: string
  other?: string
}

function wrongOf(problem: Problem): Wrong {
  const words = explain(problem)
  if (problem.code === 'PHONE_INVALID' || problem.pointers.includes('/customer_phone')) return { phone: t('PHONE_INVALID') }
  return { other: words }
}

function tellBooked(name: string, slot: SlotInstance): void {
  const time = formatTime(slot.local_start, place.peek()!)
  say(t('booked', { name, time }), { shown: rich('booked', { name: <Bdi>{name}</Bdi>, time: <Bdi>{time}</Bdi> }) })
}

interface Customer {
  name: string
  phone: string
  notes: string
}

const nobody: Customer = { name: '', phone: '', notes: '' }

// Only what was filled in.
function wishOf(slot: SlotInstance, { name, phone, notes }: Customer): WalkInWish {
  const wish: WalkInWish = { slot_id: slot.id, customer_name: name.trim() }
  if (phone.trim()) wish.customer_phone = phone.trim()
  if (notes.trim()) wish.notes = notes.trim()
  return wish
}

function Who({ who, wrong }: { who: Signal<Customer>; wrong: Wrong }) {
  const { name, phone, notes } = who.value
  const set = (change: Partial<Customer>) => (who.value = { ...who.peek(), ...change })
  return (
    <>
      <TextField
        label={t('name')}
        value={name}
        onValue={(value) => set({ name: value })}
        wrong={wrong.name}
        autocomplete="off"
        maxLength={120}
      />
      <TextField
        label={t('phone')}
        value={phone}
        onValue={(value) => set({ phone: value })}
        wrong={wrong.phone}
        hint={t('phoneOptional')}
        type="tel"
        dir="ltr"
        autocomplete="off"
      />
      <TextField label={t('notes')} value={notes} onValue={(value) => set({ notes: value })} autocomplete="off" />
    </>
  )
}

// Where on the day somebody pointed: with whom, and about when.
export interface Wished {
  stylist: string
  from: number // minutes since midnight
}

export const walkIn = signal<Wished | 'anyone' | null>(null)

export function WalkInDialog() {
  const wished = walkIn.value
  return wished && <WalkIn wished={wished === 'anyone' ? null : wished} onClose={() => (walkIn.value = null)} />
}

function WalkIn({ wished, onClose }: { wished: Wished | null; onClose: () => void }) {
  const known = catalog.value?.services ?? []
  const service = useSignal(known[0]?.id ?? '')
  const date = useSignal(dayOfBook.peek() < today.peek() ? today.peek() : dayOfBook.peek())
  const stylist = useSignal(wished?.stylist ?? '')
  const picked = useSignal<SlotInstance | null>(null)
  const who = useSignal(nobody)
  const wrong = useSignal<Wrong>({})
  const isBusy = useSignal(false)
  const send = async (event: Event) => {
    event.preventDefault()
    const slot = picked.value
    const { name } = who.value
    wrong.value = { ...(name.trim() ? {} : { name: t('nameMissing') }), ...(slot ? {} : { other: t('timeMissing') }) }
    if (!slot || wrong.value.name || isBusy.value) return
    isBusy.value = true
    const outcome = await bookWalkIn(wishOf(slot, who.value))
    isBusy.value = false
    if ('problem' in outcome) return void (wrong.value = wrongOf(outcome.problem))
    tellBooked(name.trim(), slot)
    onClose()
  }
  return (
    <Dialog title={t('newVisit')} onClose={onClose} kind="side">
      <form class="form" noValidate onSubmit={(event) => void send(event)}>
        <SelectField
          label={t('service')}
          value={service.value}
          options={known.map((one) => ({ value: one.id, label: one.name }))}
          onValue={(value) => (service.value = value)}
        />
        <TimePicker key={service.value} service={service.value} date={date} stylist={stylist} picked={picked} wished={wished?.from} />
        <Who who={who} wrong={wrong.value} />
        {wrong.value.other && <Notice>{wrong.value.other}</Notice>}
        <div class="actions actions-last">
          <Button type="submit" isBusy={isBusy.value}>
            {t('book')}
          </Button>
          <Button kind="quiet-btn" onClick={onClose}>
            {t('close')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
