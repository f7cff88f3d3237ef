import { beforeEach, describe, expect, it } from 'vitest'
import type { Booking } from '../src/desk/api'
import { bookings, moving, take, visits } from '../src/desk/day/book'
import { go } from '../src/desk/router'

const day = '2027-03-01'
const booking = (change: Partial<Booking>): Booking =>
  ({ id: 'a', status: 'confirmed', attendance: 'none', version: 2, local_start: `${day}T10:00:00+04:00`, ...change }) as Booking

describe('the book of a day', () => {
  beforeEach(() => {
    go(`/desk/day?date=${day}`)
    bookings.value = new Map()
    moving.value = new Map()
  })

  it('keeps what is newer, in whatever order answers come', () => {
    take(booking({ version: 3, attendance: 'arrived' }))
    take(booking({ version: 2 }))
    expect(bookings.value.get('a')!.attendance).toBe('arrived')
    take(booking({ version: 4, attendance: 'in_chair' }))
    expect(bookings.value.get('a')!.attendance).toBe('in_chair')
  })

  it('takes in none of another day, and lets go of one that is moved there', () => {
    take(booking({ id: 'b', local_start: '2027-03-02T10:00:00+04:00' }))
    expect(bookings.value.has('b')).toBe(false)
    take(booking({}))
    take(booking({ version: 3, local_start: '2027-03-02T10:00:00+04:00' }))
    expect(visits.value).toEqual([])
  })

  it('shows what is live: a cancelled or expired one is gone', () => {
    take(booking({}))
    take(booking({ id: 'b', status: 'held' }))
    take(booking({ id: 'c', status: 'expired' }))
    take(booking({ version: 3, status: 'cancelled' }))
    expect(visits.value.map((one) => one.id)).toEqual(['b'])
  })

  it('shows one that is being moved where it will be, and again where it was when that is over', () => {
    take(booking({ stylist_id: 'amira' }))
    moving.value = new Map([['a', booking({ stylist_id: 'jonas' })]])
    expect(visits.value[0]!.stylist_id).toBe('jonas')
    moving.value = new Map()
    expect(visits.value[0]!.stylist_id).toBe('amira')
  })
})
