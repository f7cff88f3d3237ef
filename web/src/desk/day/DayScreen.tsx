import { t } from '../words'

export const DayScreen = () => <h1>{t('navDay')}</h1>
