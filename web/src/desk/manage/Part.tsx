// One part of the catalogue: its list, or the form of the one that the address names.
import type { ComponentChildren } from 'preact'
import { linkTo, segments } from '../router'
import { Loaded, type Loading } from './loading'
import { t } from './words'

interface PartProps<Row> {
  path: string // within the desk
  rows: Loading<Row[]>
  newLabel: string | null // null: nobody here may add one
  empty: string
  line: (row: Row) => ComponentChildren
  form: (row: Row | null) => ComponentChildren
}

export function PartView<Row extends { id: string; name?: string }>({ path, rows, newLabel, empty, line, form }: PartProps<Row>) {
  const id = segments.value[2]
  return (
    <Loaded of={rows}>
      {(all) => {
        const row = all.find((one) => one.id === id) ?? null
        if (id && (row || id === 'new')) return form(row)
        return (
          <>
            {newLabel && (
              <p class="part-acts">
                <a class="btn" href={linkTo(`${path}/new`)}>
                  {newLabel}
                </a>
              </p>
            )}
            {all.length === 0 && <p class="empty">{empty}</p>}
            <ul class="ledger">
              {all.map((row) => (
                <li key={row.id}>
                  <a class="ledger-row" href={linkTo(`${path}/${row.id}`)} data-row={row.id}>
                    {line(row)}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )
      }}
    </Loaded>
  )
}

export const Off = ({ isOff }: { isOff: boolean }) => (isOff ? <span class="tag">{t('notOffered')}</span> : null)
