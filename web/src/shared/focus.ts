// Where a choice replaces what was on the screen, the focus goes to the heading of what comes next, as soon as that is there.
const longestWait = 120 // frames

export function focusOn(id: string, frames = 0): void {
  requestAnimationFrame(() => {
    const element = document.getElementById(id)
    if (element) element.focus()
    else if (frames < longestWait) focusOn(id, frames + 1)
  })
}
