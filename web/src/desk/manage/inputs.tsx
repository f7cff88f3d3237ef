// Inputs that the frame has none of: a choice of few, a yes or no, weekdays, a list to tick.
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { place } from '../places'
import { weekdayName, weekdays } from './figures'
import { t } from './words'

interface ChoicesProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onValue: (value: Value) => void
}

export function Choices<Value extends string>({ label, value, options, onValue }: ChoicesProps<Value>) {
  const name = useId()
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      <div class="choices-row">
        {options.map((one) => (
          <label key={one.value} class="choice">
            <input type="radio" name={name} value={one.value} checked={one.value === value} onChange={() => onValue(one.value)} />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface CheckProps {
  label: ComponentChildren
  isOn: boolean
  onChange: (isOn: boolean) => void
}

export const Check = ({ label, isOn, onChange }: CheckProps) => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
)

interface TicksProps<Value> {
  label: string
  options: readonly { value: Value; label: string }[]
  chosen: readonly Value[]
  onChosen: (chosen: Value[]) => void
  wrong?: string | null
  isRow?: boolean
}

export function Ticks<Value extends string | number>({ label, options, chosen, onChosen, wrong, isRow }: TicksProps<Value>) {
  const id = useId()
  const flip = (value: Value) => {
    const isIn = chosen.includes(value)
    onChosen(options.map((one) => one.value).filter((one) => (one === value ? !isIn : chosen.includes(one))))
  }
  return (
    <fieldset class="choices" aria-describedby={wrong ? id : undefined}>
      <legend>{label}</legend>
      <div class={isRow ? 'choices-row days-row' : 'ticks'}>
        {options.map((one) => (
          <label key={one.value} class={isRow ? 'choice' : 'check'}>
            <input
              type="checkbox"
              checked={chosen.includes(one.value)}
              aria-invalid={wrong ? true : undefined}
              onChange={() => flip(one.value)}
            />
            <span>
              <bdi>{one.label}</bdi>
            </span>
          </label>
        ))}
      </div>
      {wrong && (
        <p class="wrong" id={id}>
          {wrong}
        </p>
      )}
    </fieldset>
  )
}

export function Weekdays({ days, onDays, wrong }: { days: number[]; onDays: (days: number[]) => void; wrong: string | null }) {
  const options = weekdays.map((day) => ({ value: day as number, label: weekdayName(day, place.value!) }))
  return <Ticks label={t('weekdays')} options={options} chosen={days} onChosen={onDays} wrong={wrong} isRow />
}
