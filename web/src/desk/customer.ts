// What is known of the customer of a booking: how often they came, and what they booked.
import type { components } from '../api/schema'
import { ask, client, type Outcome } from './api'

export type Customer = components['schemas']['CustomerCard']

export const customerOfBooking = (id: string, signal: AbortSignal): Promise<Outcome<Customer>> =>
  ask((limit) => client.GET('/admin/v1/bookings/{id}/customer', { params: { path: { id } }, signal: limit }), { signal })
