// What a screen reader is told, one sentence after another: two at once would swallow the first.
import { signal } from '@preact/signals'

const spoken = signal('')
const waiting: string[] = []
let isSpeaking = false
const pause = 400

export function announce(sentence: string): void {
  if (!sentence || waiting.at(-1) === sentence) return
  waiting.push(sentence)
  if (!isSpeaking) speakNext()
}

function speakNext(): void {
  const next = waiting.shift()
  isSpeaking = next !== undefined
  if (next === undefined) return
  // The same words again are news only to a region that was empty in between.
  spoken.value = ''
  setTimeout(() => {
    spoken.value = next
    setTimeout(speakNext, pause)
  }, 50)
}

export const LiveRegion = () => (
  <div class="vh" role="status" aria-live="polite">
    {spoken}
  </div>
)
