// For which service and which stylist; none: for all of them.
import { SelectField } from '../parts'
import { type Offers, optionsOf } from './offers'
import { t } from './words'

interface OfferFieldsProps {
  offers: Offers
  service: string
  stylist: string
  onService: (id: string) => void
  onStylist: (id: string) => void
}

export const OfferFields = ({ offers, service, stylist, onService, onStylist }: OfferFieldsProps) => (
  <div class="pair">
    <SelectField label={t('service')} value={service} options={optionsOf(offers.services, t('everyService'))} onValue={onService} />
    <SelectField label={t('stylist')} value={stylist} options={optionsOf(offers.stylists, t('everyStylist'))} onValue={onStylist} />
  </div>
)
