import { t } from './words'

export const BookingsScreen = () => <h1>{t('navBookings')}</h1>
