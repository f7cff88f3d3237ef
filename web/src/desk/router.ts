// Where in the desk one is: /desk/<screen>/<more>?<questions>. Links are real ones; only their loading is spared.
import { computed, signal } from '@preact/signals'

const base = '/desk'
const here = signal(location.pathname + location.search)

addEventListener('popstate', () => (here.value = location.pathname + location.search))

const address = computed(() => new URL(here.value, location.origin))
export const segments = computed(() => address.value.pathname.slice(base.length).split('/').filter(Boolean))
export const questions = computed(() => address.value.searchParams)

export const linkTo = (path: string, query: Record<string, string | null> = {}): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null)
  const search = new URLSearchParams(given).toString()
  return `${base}/${path}${search && `?${search}`}`
}

export function go(href: string, isReplacing = false): void {
  if (href === here.peek()) return
  history[isReplacing ? 'replaceState' : 'pushState'](null, '', href)
  here.value = href
}

// Plain clicks on the desk's own links.
export function followLinks(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href]')
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return
    if (link.pathname !== base && !link.pathname.startsWith(`${base}/`)) return
    event.preventDefault()
    go(link.pathname + link.search)
    scrollTo(0, 0)
  })
}
