// Who may sign in to the desk and as what, and what was done by whom.
import { linkTo, segments } from '../router'
import { AuditPart } from './AuditPart'
import { AccountsPart } from './AccountsPart'
import { Tabs } from './Tabs'
import { t } from './words'

export function StaffScreen() {
  const part = segments.value[1] === 'audit' ? 'audit' : 'accounts'
  const tabs = [
    { name: 'accounts', label: t('accounts'), href: linkTo('staff/accounts') },
    { name: 'audit', label: t('audit'), href: linkTo('staff/audit') },
  ]
  const View = part === 'audit' ? AuditPart : AccountsPart
  if (segments.value[2]) return <View />
  return (
    <div class="manage">
      <h1>{t('staff')}</h1>
      <Tabs label={t('staff')} tabs={tabs} current={part} />
      <View key={part} />
    </div>
  )
}
