// The words of the pages. A language is a file in messages/; nothing else lists them.
import { computed, signal } from '@preact/signals'
import { Fragment, type ComponentChildren, h } from 'preact'
import type english from '../../messages/en.json'

export type Messages = typeof english
export type Key = keyof Messages
type Values = Record<string, string | number>

const files = import.meta.glob<Messages>('../../messages/*.json', { import: 'default' })
const pathOf = (language: string) => `../../messages/${language}.json`

export const languages = Object.keys(files).map((path) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length))
export const language = signal('en')
const messages = signal<Messages | null>(null)
const plurals = computed(() => new Intl.PluralRules(language.value))
const remembered = 'salon.language'

// What was chosen here before, then what the browser prefers.
export function preferredLanguage(): string {
  const asked = new URLSearchParams(location.search).get('lang')
  const wishes = [asked, recall(), ...navigator.languages.map((wish) => wish.split('-')[0])]
  return wishes.find((wish): wish is string => !!wish && languages.includes(wish)) ?? 'en'
}

function recall(): string | null {
  try {
    return localStorage.getItem(remembered)
  } catch {
    return null
  }
}

export async function switchLanguage(wanted: string, isChosen = false): Promise<void> {
  const load = files[pathOf(wanted)]
  if (!load) return
  const loaded = await load()
  messages.value = loaded
  language.value = wanted
  document.documentElement.lang = wanted
  document.documentElement.dir = loaded.dir
  if (!isChosen) return
  try {
    localStorage.setItem(remembered, wanted)
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export const languageName = (code: string): string =>
  new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code

function sentence(key: Key, values?: Values): string {
  const entry = messages.value?.[key]
  if (entry === undefined) return ''
  if (typeof entry === 'string') return entry
  const forms = entry as Record<string, string>
  return forms[plurals.value.select(Number(values?.n ?? 0))] ?? forms.other ?? ''
}

const gap = /\{(\w+)\}/

export function t(key: Key, values: Values = {}): string {
  return sentence(key, values)
    .split(gap)
    .map((part, i) => (i % 2 ? String(values[part] ?? '') : part))
    .join('')
}

// The same with elements in the gaps: names, times and numbers in <bdi>.
export function rich(key: Key, gaps: Record<string, ComponentChildren>, n?: number) {
  const values = n === undefined ? undefined : { n }
  const parts = sentence(key, values).split(gap)
  return h(Fragment, null, parts.map((part, i) => (i % 2 ? (gaps[part] ?? n) : part)))
}
