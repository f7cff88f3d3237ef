// A part of the desk and the style sheets without which it is not shown. A sheet that did not come leaves the page, and is
// asked for again the next time.
import { later } from '../shared/later'

const sheets: Record<string, Promise<void>> = {}

const sheet = (name: string): Promise<void> =>
  (sheets[name] ??= new Promise((come, fail) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `/${name}`
    link.onload = () => come()
    link.onerror = () => {
      link.remove()
      delete sheets[name]
      fail(new Error(`${name} did not come`))
    }
    document.head.append(link)
  }))

// Told every file that the part is made of; its scripts load each other.
export async function styled<Part>(load: (ending: string) => Promise<Part>, files: string[]): Promise<Part> {
  const [part] = await Promise.all([later(load), ...files.filter((name) => name.endsWith('.css')).map(sheet)])
  return part
}
