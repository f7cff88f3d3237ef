// Inside another page's frame: tells that page, and nobody else, how high it is. Which pages may frame us at all is the
// policy's word (frame-ancestors).
export const isFramed = window.parent !== window
export const isEmbedded = isFramed && new URLSearchParams(location.search).has('embed')

let host: string | null = null
let page: HTMLElement | null = null

function tell(): void {
  if (host && page) window.parent.postMessage({ salonHeight: Math.ceil(page.getBoundingClientRect().height) }, host)
}

// The page around us may say hello before there is anything to measure.
if (isEmbedded) {
  addEventListener('message', (event: MessageEvent<{ salonHello?: number } | null>) => {
    if (event.source !== window.parent || !event.data?.salonHello) return
    host = event.origin
    tell()
  })
}

export function tellHeight(of: HTMLElement): void {
  if (!isEmbedded) return
  page = of
  new ResizeObserver(tell).observe(of)
}
