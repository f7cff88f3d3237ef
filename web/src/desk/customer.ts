// What is known of the customer of a booking: how often they came, and what they booked.
import { type Booking, ask, type Outcome, read } from './api'

export interface Customer {
  name: string | null
  phone: string | null
  email: string | null
  visits: number
  no_shows: number
  cancelled: number
  first_visit_at: string | null
  last_visit_at: string | null
  bookings: Booking[]
}

export const customerOfBooking = (id: string, signal: AbortSignal): Promise<Outcome<Customer>> =>
  ask((limit) => read<Customer>(`/admin/v1/bookings/${id}/customer`, {}, limit), { signal })
