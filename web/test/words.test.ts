import { beforeEach, expect, it } from 'vitest'
import { language, switchLanguage, wordBook } from '../src/shared/words'

const file = (dir: string, hello: string) => async () => ({ dir, hello, visits: { one: '{n} visit', other: '{n} visits' } })
const page = wordBook({ 'messages/en.json': file('ltr', 'Hello {name}'), 'messages/ar.json': file('rtl', 'أهلًا {name}') })

beforeEach(() => switchLanguage('en'))

it('a sentence is filled, and counts in the language it is in', () => {
  expect(page.t('hello', { name: 'Noor' })).toBe('Hello Noor')
  expect([page.t('visits', { n: 1 }), page.t('visits', { n: 2 })]).toEqual(['1 visit', '2 visits'])
})

it('a part that comes later speaks the language of the page, and changes with it', async () => {
  await switchLanguage('ar')
  const later = wordBook({ 'parts/en.json': file('ltr', 'Bye'), 'parts/ar.json': file('rtl', 'وداعًا') })
  expect(later.t('hello')).toBe('')
  await switchLanguage(language.value)
  expect(later.t('hello')).toBe('وداعًا')
  await switchLanguage('en')
  expect([page.t('hello', { name: 'Noor' }), later.t('hello'), document.documentElement.dir]).toEqual(['Hello Noor', 'Bye', 'ltr'])
})

it('a language that the page does not have changes nothing', async () => {
  await switchLanguage('xx')
  expect([language.value, page.t('hello', { name: 'Noor' })]).toEqual(['en', 'Hello Noor'])
})
