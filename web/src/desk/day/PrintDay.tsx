// The day on paper: for each stylist, who comes when.
import { formatDay, formatTime } from '../../shared/format'
import { serviceName } from '../catalog'
import { Bdi, Button, Phone } from '../parts'
import { place } from '../places'
import { linkTo } from '../router'
import { t } from '../words'
import { date, visits } from './book'
import { columnOf, columns } from './columns'
import { inOrder } from './keys'
import { customerOf } from './moves'
import { standingWords } from './Visit'

export function PrintDay() {
  const where = place.value!
  const all = inOrder(visits.value)
  return (
    <div class="paper" data-paper>
      <div class="actions paper-acts">
        <Button onClick={() => print()}>{t('print')}</Button>
        <a class="btn quiet-btn" href={linkTo('day', Object.fromEntries([['date', new URLSearchParams(location.search).get('date')]]))}>
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
      {columns.value.map((column, i) => {
        const own = all.filter((one) => columnOf(one.stylist_id) === i)
        if (own.length === 0) return null
        return (
          <section key={column.id} class="paper-column">
            <h2>
              <Bdi>{column.name}</Bdi>
            </h2>
            <table>
              <thead class="vh">
                <tr>
                  {(['time', 'name', 'service', 'phone', 'standing', 'notes'] as const).map((head) => (
                    <th key={head} scope="col">
                      {t(head)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {own.map((one) => (
                  <tr key={one.id}>
                    <th scope="row" class="paper-time">
                      <Bdi>{formatTime(one.local_start, where)}</Bdi>
                    </th>
                    <td>
                      <Bdi>{customerOf(one)}</Bdi>
                    </td>
                    <td>
                      <Bdi>{serviceName(one.service_id)}</Bdi>
                    </td>
                    <td>{one.customer_phone && <Phone number={one.customer_phone} />}</td>
                    <td>{standingWords(one)}</td>
                    <td>{one.notes && <Bdi>{one.notes}</Bdi>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      })}
    </div>
  )
}
