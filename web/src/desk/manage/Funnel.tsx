// From a list of times to a visit, for each variant of the list. The bars are rows of a table.
import { barShare, type FunnelStep, funnelSteps, shareOf, type Variant } from './dashboard'
import { formatNumber, formatShare } from './figures'
import { type Key, t } from './words'

const stepNames: Record<FunnelStep, Key> = {
  lists_shown: 'stepShown',
  held: 'stepHeld',
  confirmed: 'stepConfirmed',
  expired: 'stepExpired',
}
const variantNames: Record<string, Key> = { control: 'variantControl', compact: 'variantCompact' }

const isUsed = (one: Variant): boolean => one.lists_shown + one.held > 0

export function Funnel({ variants: all }: { variants: Variant[] }) {
  const variants = all.filter(isUsed)
  if (variants.length === 0) return <p class="empty">{t('noFunnel')}</p>
  return (
    <div class="funnels">
      {variants.map((one) => (
        <table key={one.variant} class="funnel" data-variant={one.variant}>
          <caption>{t(variantNames[one.variant] ?? 'variantOther', { name: one.variant })}</caption>
          <thead class="vh">
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col">{t('number')}</th>
              <th scope="col">{t('shareOfLists')}</th>
            </tr>
          </thead>
          <tbody>
            {funnelSteps.map((step) => (
              <tr key={step} data-step={step}>
                <th scope="row">{t(stepNames[step])}</th>
                <td class="funnel-bar">
                  <span
                    class={step === 'expired' ? 'bar bar-loss' : 'bar'}
                    style={{ inlineSize: `${100 * barShare(one[step], variants)}%` }}
                  />
                  <strong>{formatNumber(one[step])}</strong>
                </td>
                <td class="number quiet">{step === 'lists_shown' ? '' : formatShare(shareOf(one[step], one.lists_shown))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  )
}
