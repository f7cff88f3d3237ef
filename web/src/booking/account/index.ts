// All that only those need who come back: to a visit by its link, or to their account.
import { effect } from '@preact/signals'
import { language, switchLanguage } from '../../shared/i18n'
import { refresh } from '../catalog'
import { customer } from '../customer'
import { link, openVisit } from '../manage'
import { isSignedIn } from './session'
import { forgetVisits, loadVisits } from './visits'

export { AccountLine, AccountScreen } from './AccountScreen'
export { send } from './session'
export { ManageScreen } from '../ManageScreen'

export async function open(): Promise<void> {
  await Promise.all([switchLanguage(language.peek()), isSignedIn()])
  effect(followCustomer)
}

// Whose times and visits are on the screen changes with who is here.
let last: string | undefined
function followCustomer(): void {
  const id = customer.value?.id
  if (id === last) return
  last = id
  forgetVisits()
  if (id) void loadVisits()
  if (link.peek()?.token === null) void openVisit()
  else void refresh()
}
