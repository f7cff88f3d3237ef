// What the desk says; the management screens bring their own words when they load.
import type english from '../../messages/desk/en.json'
import { codesOf, preferred, wordBook } from '../shared/words'

export { language, languageName, switchLanguage } from '../shared/words'

export type Messages = typeof english
export type Key = keyof Messages

const files = import.meta.glob<Messages>('../../messages/desk/*.json', { import: 'default' })

export const languages = codesOf(files)
export const preferredLanguage = (): string => preferred(languages)
export const { t, rich } = wordBook(files)
