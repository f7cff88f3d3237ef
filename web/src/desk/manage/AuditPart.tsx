// What was changed since a day, when, and in which role.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { components } from '../../api/schema'
import { addDays, formatDay, formatTime } from '../../shared/format'
import { type Page, type Problem } from '../api'
import { Button, type Column, Failure, Skeleton, Table, TextField } from '../parts'
import { place } from '../places'
import { wordsFor } from './editing'
import { dayStart, todayAt } from './figures'
import { get, type Location } from './store'
import { type Key, t } from './words'

type AuditRow = components['schemas']['AuditRow']

// By the salon's clock.
function wallTime(instant: string, timezone: string): string {
  const format = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium', timeZone: timezone })
  return format.format(new Date(instant)).replace(' ', 'T')
}

function Moment({ instant, here }: { instant: string; here: Location }) {
  const local = wallTime(instant, here.timezone)
  return (
    <span class="moment">
      <bdi>{formatDay(local.slice(0, 10), here, 'dated')}</bdi> <bdi class="quiet">{formatTime(local, here)}</bdi>
    </span>
  )
}

const entities: Record<string, Key> = {
  booking: 'entityBooking',
  rule: 'entityRule',
  location: 'entityLocation',
  service: 'entityService',
  stylist: 'entityStylist',
  account: 'entityAccount',
  slot: 'entitySlot',
  job: 'entityJob',
  brand: 'entityBrand',
}
const deeds: Record<string, Key> = {
  added: 'deedAdded',
  created: 'deedAdded',
  changed: 'deedChanged',
  updated: 'deedChanged',
  removed: 'deedRemoved',
  deactivated: 'deedOff',
  generated: 'deedGenerated',
  confirmed: 'deedConfirmed',
  cancelled: 'deedCancelled',
  expired: 'deedExpired',
  rescheduled: 'deedMoved',
}
const roles: Record<string, Key> = {
  guest: 'roleGuest',
  user: 'roleUser',
  stylist: 'roleStylist',
  frontdesk: 'roleFrontdesk',
  manager: 'roleManager',
  admin: 'roleAdmin',
}

const deedOf = (row: AuditRow): string => t(deeds[row.action.slice(row.action.indexOf('.') + 1)] ?? 'deedChanged')
const whoOf = (row: AuditRow): string => (row.subject === 'system' ? t('roleSystem') : t(roles[row.role] ?? 'roleSystem'))

export function AuditPart() {
  const here = place.value!
  const since = useSignal(addDays(todayAt(here.timezone), -7))
  const rows = useSignal<AuditRow[] | null>(null)
  const cursor = useSignal<string | null>(null)
  const problem = useSignal<Problem | null>(null)
  const load = async (from: string | null) => {
    const query = {
      location_id: here.id,
      from: since.peek() ? dayStart(since.peek(), here.timezone) : undefined,
      limit: 50,
      cursor: from ?? undefined,
    }
    const outcome = await get<Page<AuditRow>>('/admin/v1/audit', query)
    problem.value = 'problem' in outcome ? outcome.problem : null
    if ('problem' in outcome) return
    rows.value = from ? [...(rows.peek() ?? []), ...outcome.data.items] : outcome.data.items
    cursor.value = outcome.data.next_cursor
  }
  useEffect(() => void load(null), [since.value])
  const columns: Column<AuditRow>[] = [
    { head: t('moment'), cell: (row) => <Moment instant={row.at} here={here} /> },
    { head: t('thing'), cell: (row) => t(entities[row.entity] ?? 'entityOther') },
    { head: t('deed'), cell: deedOf },
    { head: t('doer'), cell: whoOf },
  ]
  return (
    <>
      <p class="quiet lead">{t('auditMeans')}</p>
      <div class="narrow-field">
        <TextField label={t('since')} type="date" value={since.value} onValue={(value) => (since.value = value)} />
      </div>
      {problem.value && <Failure words={wordsFor(problem.value)} onAgain={() => void load(null)} />}
      {!rows.value && !problem.value && <Skeleton rows={6} />}
      {rows.value?.length === 0 && <p class="empty">{t('noAudit')}</p>}
      {!!rows.value?.length && <Table caption={t('audit')} columns={columns} rows={rows.value} keyOf={(row) => row.id} />}
      {cursor.value && (
        <Button kind="quiet-btn" onClick={() => void load(cursor.peek())}>
          {t('showMore')}
        </Button>
      )}
    </>
  )
}
