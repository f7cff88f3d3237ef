// The company's name, and on whose sites its booking page may be embedded.
import { useSignal } from '@preact/signals'
import type { components } from '../../api/schema'
import { TextField } from '../parts'
import { say } from '../toast'
import { Refusal } from './Editor'
import { type Editing, useEditing } from './editing'
import { Loaded, useLoading } from './loading'
import { asSeen, get, patch } from './store'
import { t } from './words'

type Brand = components['schemas']['Brand']
interface BrandDraft {
  name: string
  origins: string
}

const draftOf = (brand: Brand): BrandDraft => ({ name: brand.name, origins: brand.widget_origins.join('\n') })
const bodyOf = ({ name, origins }: BrandDraft) => ({ name: name.trim(), widget_origins: origins.split(/\s+/).filter(Boolean) })
const readBrand = (signal?: AbortSignal) => get<Brand>('/v1/brand', {}, signal)

export function BrandPart() {
  const brand = useLoading('', readBrand)
  return <Loaded of={brand}>{(known) => <BrandForm brand={known} />}</Loaded>
}

function BrandForm({ brand }: { brand: Brand }) {
  const seen = useSignal(brand)
  const editing = useEditing(draftOf(brand))
  const { draft, set, wrong, send, isSending } = editing
  const save = async () => {
    const saved = await send(() => patch<Brand>('/admin/v1/brand', bodyOf(draft.peek()), asSeen(seen.peek())))
    if (!saved) return
    seen.value = saved
    draft.value = draftOf(saved)
    say(t('saved'))
  }
  const lookAgain = async () => {
    const now = await send(() => readBrand())
    if (now) seen.value = now
    return now
  }
  const onTheirs = async () => {
    const now = await lookAgain()
    if (now) draft.value = draftOf(now)
  }
  const onMine = async () => {
    if (await lookAgain()) await save()
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void save()
  }
  return (
    <form class="editor-form" noValidate onSubmit={submit}>
      <TextField
        label={t('brandName')}
        dir="auto"
        maxLength={120}
        value={draft.value.name}
        wrong={wrong('/name', 'nameWrong')}
        onValue={(name) => set({ name })}
      />
      <Origins editing={editing} />
      <Refusal editing={editing} onTheirs={() => void onTheirs()} onMine={() => void onMine()} />
      <div class="editor-acts">
        <button type="submit" class="btn" disabled={isSending.value}>
          {t('save')}
        </button>
      </div>
    </form>
  )
}

function Origins({ editing: { draft, set, wrong } }: { editing: Editing<BrandDraft> }) {
  const flaw = wrong('/widget_origins', 'originsWrong')
  return (
    <div class="field">
      <label for="origins">{t('origins')}</label>
      <textarea
        id="origins"
        dir="ltr"
        rows={4}
        spellcheck={false}
        value={draft.value.origins}
        aria-invalid={flaw ? true : undefined}
        aria-describedby={flaw ? 'origins-hint origins-wrong' : 'origins-hint'}
        onInput={(event) => set({ origins: event.currentTarget.value })}
      />
      <p class="hint" id="origins-hint">
        {t('originsHint')}
      </p>
      {flaw && (
        <p class="wrong" id="origins-wrong">
          {flaw}
        </p>
      )}
    </div>
  )
}
