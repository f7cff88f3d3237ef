// What the management screens say; it comes when they do.
import type english from '../../../messages/manage/en.json'
import { wordBook } from '../../shared/words'

type Messages = typeof english
export type Key = keyof Messages

const files = import.meta.glob<Messages>('../../../messages/manage/*.json', { import: 'default' })

export const { t, rich } = wordBook(files)
