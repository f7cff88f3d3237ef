// The parts of a service: while the colour works the stylist is free for somebody else.
import { Button, SelectField, TextField } from '../parts'
import { isPlain, type PhaseDraft, phaseMinutes } from './service'
import { t } from './words'

interface PhasesProps {
  phases: PhaseDraft[]
  duration: string
  wrong: string | null
  onPhases: (phases: PhaseDraft[]) => void
}

export function Phases({ phases, duration, wrong, onPhases }: PhasesProps) {
  const begin = () =>
    onPhases([
      { minutes: duration, isActive: true },
      { minutes: '30', isActive: false },
      { minutes: '15', isActive: true },
    ])
  if (isPlain(phases)) {
    return (
      <div class="phases">
        <p class="quiet">{t('phasesMean')}</p>
        <Button kind="quiet-btn" onClick={begin}>
          {t('addPhases')}
        </Button>
      </div>
    )
  }
  const change = (at: number, part: Partial<PhaseDraft>) =>
    onPhases(phases.map((phase, i) => (i === at ? { ...phase, ...part } : phase)))
  return (
    <fieldset class="phases">
      <legend>{t('phases')}</legend>
      <PhasesBar phases={phases} />
      {phases.map((phase, i) => (
        <div key={i} class="phase">
          <TextField
            label={t('phaseMinutes', { n: i + 1 })}
            inputMode="numeric"
            value={phase.minutes}
            onValue={(minutes) => change(i, { minutes })}
          />
          <SelectField
            label={t('phaseStylist', { n: i + 1 })}
            value={phase.isActive ? 'busy' : 'free'}
            options={[
              { value: 'busy', label: t('stylistBusy') },
              { value: 'free', label: t('stylistFree') },
            ]}
            onValue={(value) => change(i, { isActive: value === 'busy' })}
          />
          <button
            type="button"
            class="icon-btn"
            aria-label={t('removePhase', { n: i + 1 })}
            onClick={() => onPhases(phases.filter((_, at) => at !== i))}
          >
            <span class="cross" aria-hidden="true" />
          </button>
        </div>
      ))}
      {wrong && <p class="wrong">{wrong}</p>}
      <div class="editor-acts">
        <Button kind="quiet-btn" onClick={() => onPhases([...phases, { minutes: '15', isActive: true }])}>
          {t('addPhase')}
        </Button>
        <p class="phases-sum">{t('minutes', { n: phaseMinutes(phases) })}</p>
      </div>
    </fieldset>
  )
}

const PhasesBar = ({ phases }: { phases: PhaseDraft[] }) => (
  <div class="phases-bar" aria-hidden="true">
    {phases.map((phase, i) => (
      <span key={i} class={phase.isActive ? 'phase-busy' : 'phase-free'} style={{ flexGrow: Number(phase.minutes) || 0 }} />
    ))}
  </div>
)
