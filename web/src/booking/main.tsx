import { render } from 'preact'
import '../shared/tokens.css'
import '../shared/base.css'
import './frame.css'
import './picker.css'
import './visit.css'
import './visits.css'
import './widths.css'
import { preferredLanguage, switchLanguage } from '../shared/i18n'
import { App } from './App'
import { loadBrand } from './brand'
import { followChoices, loadLocations, refreshAfterAbsence } from './catalog'
import { tellHeight } from './embed'
import { hasHold, resume } from './hold'
import { openVisit } from './manage'

followChoices()
refreshAfterAbsence()
const words = switchLanguage(preferredLanguage())
void loadLocations()
void loadBrand()
void openVisit()
const resumed = resume()

// Without words there is no page: the address is asked for anew, when that can help.
words.catch(() => {
  addEventListener('online', () => location.reload())
  if (navigator.onLine) setTimeout(() => location.reload(), 3000)
})

// A held time is shown before anything else could be tapped; its answer is not waited for when there is none.
void words.then(show, () => {})

async function show(): Promise<void> {
  if (hasHold()) await Promise.race([resumed, new Promise((go) => setTimeout(go, 3000))])
  const root = document.getElementById('app')!
  root.replaceChildren()
  render(<App />, root)
  tellHeight(root)
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void resume()
})
