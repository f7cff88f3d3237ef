// A part of the page that is loaded when it is wanted. Most browsers keep in mind for as long as the page is open that a
// file did not come, and fail at once whenever it is imported again: it is asked for by another name. What follows the # is
// not sent, so that the server and the browser's store know it by one name.
const endings: Record<string, string> = {}

export function later<Part>(load: (ending: string) => Promise<Part>): Promise<Part> {
  const part = String(load)
  return load(endings[part] ?? '').catch((reason: unknown) => {
    endings[part] = `${endings[part] ?? '#'}1`
    throw reason
  })
}
