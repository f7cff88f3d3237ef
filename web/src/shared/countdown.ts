// A hold's end by the server's clock: what was left when the server spoke, counted down by a clock that nobody sets.
import { signal } from '@preact/signals'

export class Countdown {
  readonly left = signal(0) // whole seconds; 0 is over
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly end: number

  constructor(serverNow: string, expiresAt: string, private readonly onChange: (left: number) => void = () => {}) {
    this.end = performance.now() + (Date.parse(expiresAt) - Date.parse(serverNow))
    this.tick()
  }

  private tick(): void {
    const milliseconds = this.end - performance.now()
    const left = Math.max(0, Math.ceil(milliseconds / 1000))
    if (left !== this.left.peek() || left === 0) {
      this.left.value = left
      this.onChange(left)
    }
    if (left > 0) this.timer = setTimeout(() => this.tick(), Math.max(20, milliseconds - (left - 1) * 1000))
  }

  stop(): void {
    clearTimeout(this.timer)
  }
}
