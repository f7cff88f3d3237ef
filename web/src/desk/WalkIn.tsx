// Someone stands at the desk, or is on the phone: what, when, and a name.
import { useSignal } from '@preact/signals'
import { type Problem, explain, type SlotInstance } from './api'
import { catalog } from './catalog'
import { bookWalkIn } from './changes'
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

export function WalkIn({ onClose }: { onClose: () => void }) {
  const known = catalog.value?.services ?? []
  const service = useSignal(known[0]?.id ?? '')
  const date = useSignal(dayOfBook.peek() < today.peek() ? today.peek() : dayOfBook.peek())
  const stylist = useSignal('')
  const picked = useSignal<SlotInstance | null>(null)
  const name = useSignal('')
  const phone = useSignal('')
  const notes = useSignal('')
  const wrong = useSignal<Wrong>({})
  const isBusy = useSignal(false)
  const send = async (event: Event) => {
    event.preventDefault()
    const slot = picked.value
    wrong.value = { ...(name.value.trim() ? {} : { name: t('nameMissing') }), ...(slot ? {} : { other: t('timeMissing') }) }
    if (!slot || wrong.value.name || isBusy.value) return
    isBusy.value = true
    const wish = { slot_id: slot.id, customer_name: name.value.trim() }
    const more = { ...(phone.value.trim() ? { customer_phone: phone.value.trim() } : {}), ...(notes.value.trim() ? { notes: notes.value.trim() } : {}) }
    const outcome = await bookWalkIn({ ...wish, ...more })
    isBusy.value = false
    if ('problem' in outcome) {
      wrong.value = wrongOf(outcome.problem)
      return
    }
    tellBooked(wish.customer_name, slot)
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
        <TimePicker key={service.value} service={service.value} date={date} stylist={stylist} picked={picked} />
        <TextField label={t('name')} value={name.value} onValue={(value) => (name.value = value)} wrong={wrong.value.name} autocomplete="off" maxLength={120} />
        <TextField
          label={t('phone')}
          value={phone.value}
          onValue={(value) => (phone.value = value)}
          wrong={wrong.value.phone}
          hint={t('phoneOptional')}
          type="tel"
          dir="ltr"
          autocomplete="off"
        />
        <TextField label={t('notes')} value={notes.value} onValue={(value) => (notes.value = value)} autocomplete="off" />
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
