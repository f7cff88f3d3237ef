// The words of the pages. A language is a file in each folder of messages/; nothing else lists them. Parts of a page that
// load later bring words of their own, and all are spoken in one language.
import { computed, signal } from '@preact/signals'
import { Fragment, type ComponentChildren, h } from 'preact'

type Values = Record<string, string | number>
type Files<Messages> = Record<string, () => Promise<Messages>>

export const language = signal('en')
const plurals = computed(() => new Intl.PluralRules(language.value))
const remembered = 'salon.language'
const gap = /\{(\w+)\}/
const books: ((code: string) => Promise<{ dir: string; open: () => void } | null>)[] = []

export const codesOf = (files: object): string[] =>
  Object.keys(files).map((path) => path.slice(path.lastIndexOf('/') + 1, -'.json'.length))

export function wordBook<Messages extends { dir: string }>(files: Files<Messages>) {
  type Key = keyof Messages
  const messages = signal<Messages | null>(null)
  books.push(async (code) => {
    const path = Object.keys(files).find((name) => name.endsWith(`/${code}.json`))
    const loaded = path && (await files[path]!())
    return loaded ? { dir: loaded.dir, open: () => void (messages.value = loaded) } : null
  })

  function sentence(key: Key, values?: Values): string {
    const entry: unknown = messages.value?.[key]
    if (entry === undefined) return ''
    if (typeof entry === 'string') return entry
    const forms = entry as Record<string, string>
    return forms[plurals.value.select(Number(values?.n ?? 0))] ?? forms.other ?? ''
  }

  const t = (key: Key, values: Values = {}): string =>
    sentence(key, values)
      .split(gap)
      .map((part, i) => (i % 2 ? String(values[part] ?? '') : part))
      .join('')

  // The same with elements in the gaps: names, times and numbers in <bdi>.
  function rich(key: Key, gaps: Record<string, ComponentChildren>, n?: number) {
    const values = n === undefined ? undefined : { n }
    const parts = sentence(key, values).split(gap)
    return h(Fragment, null, parts.map((part, i) => (i % 2 ? (gaps[part] ?? n) : part)))
  }

  return { t, rich }
}

// What was chosen here before, then what the browser prefers.
export function preferred(languages: string[]): string {
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
  const loaded = (await Promise.all(books.map((load) => load(wanted)))).filter((book) => book !== null)
  if (!loaded[0]) return
  for (const book of loaded) book.open()
  language.value = wanted
  document.documentElement.lang = wanted
  document.documentElement.dir = loaded[0].dir
  if (!isChosen) return
  try {
    localStorage.setItem(remembered, wanted)
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export const languageName = (code: string): string =>
  new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
