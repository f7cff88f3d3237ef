import { render } from 'preact'
import '../shared/tokens.css'
import '../shared/base.css'
import './parts.css'
import './desk.css'
import './card.css'
import './day/visit.css'
import './day/day.css'
import './day/paper.css'
import { App, settleAddress } from './App'
import { followLinks } from './router'
import { resumeSession } from './session'
import { preferredLanguage, switchLanguage } from './words'

const words = switchLanguage(preferredLanguage())
void resumeSession()
settleAddress()

// Without words there is no page: the address is asked for anew, when that can help.
words.catch(() => {
  addEventListener('online', () => location.reload())
  if (navigator.onLine) setTimeout(() => location.reload(), 3000)
})

void words.then(() => {
  const root = document.getElementById('app')!
  followLinks(root)
  render(<App />, root)
}, () => {})
