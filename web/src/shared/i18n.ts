// What the booking page says.
import type english from '../../messages/en.json'
import { codesOf, preferred, wordBook } from './words'

export { language, languageName, switchLanguage } from './words'

export type Messages = typeof english
export type Key = keyof Messages

const files = import.meta.glob<Messages>('../../messages/*.json', { import: 'default' })

export const languages = codesOf(files)
export const preferredLanguage = (): string => preferred(languages)
export const { t, rich } = wordBook(files)
