// The management screens: each is a component under its name in the address.
import type { ComponentType } from 'preact'
import type { ManageName } from '../screens'
import { CatalogueScreen } from './CatalogueScreen'
import { DashboardScreen } from './DashboardScreen'
import { ExplainScreen } from './ExplainScreen'
import { GenerationScreen } from './GenerationScreen'
import './manage.css'
import './editor.css'
import './charts.css'
import { RulesScreen } from './RulesScreen'
import { StaffScreen } from './StaffScreen'

export const screens: Record<ManageName, ComponentType> = {
  rules: RulesScreen,
  generation: GenerationScreen,
  catalogue: CatalogueScreen,
  staff: StaffScreen,
  dashboard: DashboardScreen,
  explain: ExplainScreen,
}
