// The day on paper: for each stylist, who comes when.
import { formatDay, formatTime } from '../../shared/format'
import type { Booking } from '../api'
import { serviceName } from '../catalog'
import { Bdi, Button, Phone } from '../parts'
import { place } from '../places'
import { linkTo, questions } from '../router'
import { t } from '../words'
import { date, visits } from './book'
import { columnOf, columns } from './columns'
import { inOrder } from './keys'
import { customerOf } from './moves'
import { standingWords } from './Visit'

const heads = ['time', 'name', 'service', 'phone', 'standing', 'notes'] as const

const Line = ({ booking }: { booking: Booking }) => (
  <tr>
    <th scope="row" class="paper-time">
      <Bdi>{formatTime(booking.local_start, place.value!)}</Bdi>
    </th>
    <td>
      <Bdi>{customerOf(booking)}</Bdi>
    </td>
    <td>
      <Bdi>{serviceName(booking.service_id)}</Bdi>
    </td>
    <td>{booking.customer_phone && <Phone number={booking.customer_phone} />}</td>
    <td>{standingWords(booking)}</td>
    <td>{booking.notes && <Bdi>{booking.notes}</Bdi>}</td>
  </tr>
)

const List = ({ name, own }: { name: string; own: Booking[] }) => (
  <section class="paper-column">
    <h2>
      <Bdi>{name}</Bdi>
    </h2>
    <table>
      <thead class="vh">
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {own.map((one) => (
          <Line key={one.id} booking={one} />
        ))}
      </tbody>
    </table>
  </section>
)

export function PrintDay() {
  const where = place.value!
  const all = inOrder(visits.value)
  const lists = columns.value.map((column, i) => ({ column, own: all.filter((one) => columnOf(one.stylist_id) === i) }))
  return (
    <div class="paper" data-paper>
      <div class="actions paper-acts">
        <Button onClick={() => print()}>{t('print')}</Button>
        <a class="btn quiet-btn" href={linkTo('day', { date: questions.value.get('date') })}>
          {t('backToDay')}
        </a>
      </div>
      <h1>
        <Bdi>{formatDay(date.value, where, 'full')}</Bdi>
      </h1>
      <p class="quiet">
        <Bdi>{where.name}</Bdi>
      </p>
      {all.length === 0 && <p>{t('noVisits')}</p>}
      {lists.map(({ column, own }) => own.length > 0 && <List key={column.id} name={column.name} own={own} />)}
    </div>
  )
}
