// Booked. The link is what the customer keeps.
import { useSignal } from '@preact/signals'
import { rich, t } from '../shared/i18n'
import { announce } from '../shared/live'
import { held, manageAddress, startOver } from './hold'
import { saveCalendarEntry } from './manage'
import { Bdi, NoticeBox, ScreenHeading, Ticket } from './parts'
import { Policy } from './HoldScreen'

export function DoneScreen() {
  const { booking, token } = held.value!
  return (
    <div class="split">
      <div class="split-side">
        <ScreenHeading>
          <span class="tick" aria-hidden="true" />
          {t('done')}
        </ScreenHeading>
        <Ticket booking={booking} />
      </div>
      <div class="details">
        {booking.customer_name && (
          <p class="for">
            <span>{rich('doneFor', { name: <Bdi>{booking.customer_name}</Bdi> })}</span>
            {booking.customer_phone && (
              <span class="quiet">
                <bdi dir="ltr">{booking.customer_phone}</bdi>
              </span>
            )}
          </p>
        )}
        <NoticeBox />
        <div class="actions">
          <button type="button" class="btn wide" onClick={() => void saveCalendarEntry(booking.id, token)}>
            {t('calendar')}
          </button>
          {token && (
            <a class="btn quiet-btn wide" href={`#visit/${booking.id}/${token}`}>
              {t('manage')}
            </a>
          )}
        </div>
        {token && <KeptLink address={manageAddress(booking, token)} />}
        <Policy />
        <button type="button" class="link" onClick={startOver}>
          {t('bookAnother')}
        </button>
      </div>
    </div>
  )
}

function KeptLink({ address }: { address: string }) {
  const isCopied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(address)
    isCopied.value = true
    announce(t('copied'))
  }
  return (
    <div class="field">
      <label for="link">{t('manageLink')}</label>
      <div class="copy">
        <input id="link" type="text" dir="ltr" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
        {'clipboard' in navigator && (
          <button type="button" class="btn quiet-btn" onClick={() => void copy()}>
            {t(isCopied.value ? 'copied' : 'copy')}
          </button>
        )}
      </div>
      <p class="hint">{t('keepLink')}</p>
    </div>
  )
}
