// Who is here by an account: signing in, or the visits.
import { rich } from './words'
import { customer } from '../customer'
import { SignIn } from './SignIn'
import { Visits } from './Visits'

export const AccountScreen = () => (customer.value ? <Visits /> : <SignIn />)

// Beside a held time: whose it will be.
export function AccountLine() {
  if (!customer.value) return null
  return <p class="fine">{rich('forAccount', { email: <bdi dir="ltr">{customer.value.email}</bdi> })}</p>
}
