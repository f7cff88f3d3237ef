import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Entry = string | Record<string, string>
const root = `${import.meta.dirname}/../messages`
const isWords = (file: string) => file.endsWith('.json')
const folders = ['.', ...readdirSync(root).filter((name) => !isWords(name))]
const files = folders.flatMap((folder) =>
  readdirSync(`${root}/${folder}`)
    .filter(isWords)
    .map((file) => ({ folder, file })),
)
const read = (folder: string, file: string) => JSON.parse(readFileSync(`${root}/${folder}/${file}`, 'utf8')) as Record<string, Entry>

it('every part of the pages speaks every language', () => {
  for (const { file } of files) for (const folder of folders) expect(existsSync(`${root}/${folder}/${file}`), `${folder}/${file}`).toBe(true)
})

const sentences = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry))
const gaps = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

describe.each(files)('the words of $folder/$file', ({ folder, file }) => {
  const language = file.slice(0, -'.json'.length)
  const messages = read(folder, file)
  const english = read(folder, 'en.json')

  it('are the same sentences as in English, none more and none less', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  it('have every form of number that the language has', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort()
    for (const [key, entry] of Object.entries(messages)) {
      expect(typeof entry, key).toBe(typeof english[key])
      if (typeof entry !== 'string') expect(Object.keys(entry).sort(), key).toEqual(forms)
    }
  })

  it('fill only gaps that the page fills, and lose none but a number that a word says', () => {
    for (const [key, entry] of Object.entries(messages)) {
      const known = gaps(sentences(english[key]!).at(-1)!)
      for (const sentence of sentences(entry)) {
        expect(known, `${key}: ${sentence}`).toEqual(expect.arrayContaining(gaps(sentence)))
        const lost = known.filter((gap) => gap !== 'n' && !gaps(sentence).includes(gap))
        expect(lost, `${key}: ${sentence}`).toEqual([])
      }
    }
  })

  it('do not shout', () => {
    for (const [key, entry] of Object.entries(messages)) expect(sentences(entry).join(), key).not.toMatch(/[!！]/)
  })

  it('say which way the language is written', () => {
    expect(['ltr', 'rtl']).toContain(messages.dir)
  })
})
