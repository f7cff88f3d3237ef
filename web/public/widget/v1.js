// Puts the booking page into a page of the brand's own:
//   <script src="https://salon.example/widget/v1.js" data-location="…" data-service="…" data-lang="ar" async></script>
// The frame stands where the script stands and is as high as what is in it.
;(() => {
  const script = document.currentScript
  const home = new URL(script.src).origin
  const address = new URL('/?embed=1', home)
  for (const name of ['location', 'service', 'lang']) {
    if (script.dataset[name]) address.searchParams.set(name, script.dataset[name])
  }
  const frame = document.createElement('iframe')
  frame.title = script.dataset.title || 'Book a visit'
  frame.allow = 'clipboard-write'
  frame.style.width = '100%'
  frame.style.height = '640px'
  frame.style.border = '0'
  frame.src = address.href
  addEventListener('message', (event) => {
    if (event.origin !== home || event.source !== frame.contentWindow) return
    const height = event.data && event.data.salonHeight
    if (typeof height === 'number' && height > 0) frame.style.height = Math.min(height, 20000) + 'px'
  })
  // Only who is told hello by the page around it tells that page anything.
  frame.addEventListener('load', () => frame.contentWindow.postMessage({ salonHello: 1 }, home))
  script.after(frame)
})()
