import { SelectField, TextField } from '../parts'
import { locations } from '../places'
import { linkTo, segments } from '../router'
import { account as me, role } from '../session'
import { Editor } from './Editor'
import type { Editing } from './editing'
import { Check, Ticks } from './inputs'
import { useKept } from './kept'
import { Loaded, useLoading } from './loading'
import { PartView } from './Part'
import { type Account, type Body, list, type Stylist } from './store'
import { type Key, t } from './words'

const path = 'staff/accounts'
type Role = Account['role']
export const roleNames: Record<Role, Key> = {
  user: 'roleUser',
  stylist: 'roleStylist',
  frontdesk: 'roleFrontdesk',
  manager: 'roleManager',
  admin: 'roleAdmin',
}
const managed: readonly Role[] = ['stylist', 'frontdesk']
const everyStaff: readonly Role[] = [...managed, 'manager', 'admin']

interface AccountDraft {
  email: string
  password: string
  role: Role
  locations: string[]
  stylist: string
  isActive: boolean
}

export function AccountsPart() {
  const rows = useLoading(segments.value[2] ?? '', (signal) => list('staff', {}, signal))
  const stylists = useLoading('', (signal) => list('stylists', {}, signal))
  return (
    <PartView
      path={path}
      rows={rows}
      newLabel={t('newAccount')}
      empty={t('noAccounts')}
      line={(account) => <AccountLine account={account} />}
      form={(account) => (
        <Loaded of={stylists}>
          {(known) => <AccountEditor key={account?.id ?? 'new'} account={account} stylists={known} />}
        </Loaded>
      )}
    />
  )
}

function AccountLine({ account }: { account: Account }) {
  const names = (locations.value ?? []).filter((one) => account.location_ids.includes(one.id)).map((one) => one.name)
  return (
    <>
      <span class="ledger-main">
        <bdi dir="ltr">{account.email}</bdi>
        {account.active ? null : <span class="tag">{t('accountOff')}</span>}
      </span>
      <span class="ledger-who">{t(roleNames[account.role])}</span>
      <span class="ledger-more">
        <bdi class="quiet">{account.role === 'admin' ? t('everywhere') : names.join(t('comma'))}</bdi>
      </span>
    </>
  )
}

const draftOf = (account: Account | null): AccountDraft => ({
  email: account?.email ?? '',
  password: '',
  role: account?.role ?? 'frontdesk',
  locations: account?.location_ids ?? (locations.peek()?.length === 1 ? [locations.peek()![0]!.id] : []),
  stylist: account?.stylist_id ?? '',
  isActive: account?.active ?? true,
})

function bodyOf(draft: AccountDraft, account: Account | null): Body {
  return {
    email: draft.email.trim(),
    role: draft.role,
    location_ids: draft.role === 'admin' ? [] : draft.locations,
    stylist_id: draft.role === 'stylist' ? draft.stylist || null : null,
    active: draft.isActive,
    ...(account && !draft.password ? {} : { password: draft.password }),
  }
}

function AccountEditor({ account, stylists }: { account: Account | null; stylists: Stylist[] }) {
  const { editing, onSave, onTheirs, onMine } = useKept({ kind: 'staff', row: account, draftOf, bodyOf, back: linkTo(path) })
  const isOwn = account?.id === me.value?.id
  return (
    <Editor
      title={account ? <bdi dir="ltr">{account.email}</bdi> : t('newAccount')}
      back={linkTo(path)}
      editing={editing}
      isNew={!account}
      onSave={onSave}
      onTheirs={onTheirs}
      onMine={onMine}
    >
      <TextField
        label={t('email')}
        type="email"
        dir="ltr"
        autocomplete="off"
        value={editing.draft.value.email}
        wrong={editing.wrong('/email', 'emailWrong')}
        onValue={(email) => editing.set({ email })}
      />
      <TextField
        label={t(account ? 'newPassword' : 'password')}
        type="password"
        dir="ltr"
        autocomplete="new-password"
        value={editing.draft.value.password}
        hint={editing.wrong('/password', 'passwordWrong') ? undefined : t('passwordHint')}
        wrong={editing.wrong('/password', 'passwordWrong')}
        onValue={(password) => editing.set({ password })}
      />
      {isOwn ? <p class="quiet">{t('ownAccount')}</p> : <Powers editing={editing} stylists={stylists} />}
    </Editor>
  )
}

// What an account may do, and where: nobody changes their own.
function Powers({ editing, stylists }: { editing: Editing<AccountDraft>; stylists: Stylist[] }) {
  const { draft, set, wrong } = editing
  const now = draft.value
  const given = role.value === 'admin' ? everyStaff : managed
  const salons = (locations.value ?? []).map((one) => ({ value: one.id, label: one.name }))
  const theirs = stylists.filter((one) => one.location_ids.some((id) => now.locations.includes(id)))
  return (
    <>
      <SelectField
        label={t('role')}
        value={now.role}
        options={given.map((one) => ({ value: one, label: t(roleNames[one]) }))}
        hint={t(meaningOf[now.role])}
        wrong={wrong('/role', 'roleWrong')}
        onValue={(value) => set({ role: value as Role })}
      />
      {now.role !== 'admin' && (
        <Ticks
          label={t('worksAt')}
          options={salons}
          chosen={now.locations}
          wrong={wrong('/location_ids', 'worksAtWrong')}
          onChosen={(chosen) => set({ locations: chosen })}
        />
      )}
      {now.role === 'stylist' && (
        <SelectField
          label={t('stylist')}
          value={now.stylist}
          options={[{ value: '', label: t('choose') }, ...theirs.map((one) => ({ value: one.id, label: one.name }))]}
          wrong={wrong('/stylist_id', 'stylistWrong')}
          onValue={(stylist) => set({ stylist })}
        />
      )}
      <Check label={t('maySignIn')} isOn={now.isActive} onChange={(isActive) => set({ isActive })} />
    </>
  )
}

const meaningOf: Record<Role, Key> = {
  user: 'roleUser',
  stylist: 'stylistMay',
  frontdesk: 'frontdeskMay',
  manager: 'managerMay',
  admin: 'adminMay',
}
