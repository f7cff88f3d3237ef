// What the customers' part of the page says; it comes when the part does.
import type english from '../../../messages/account/en.json'
import { wordBook } from '../../shared/words'

export type Key = keyof typeof english

export const { t, rich } = wordBook(import.meta.glob<typeof english>('../../../messages/account/*.json', { import: 'default' }))
