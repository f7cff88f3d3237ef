// What a tab remembers through a reload; where storage is forbidden (frames, private windows), until then.
const fallback = new Map<string, string>()

export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value)
  fallback.set(name, text)
  try {
    sessionStorage.setItem(name, text)
  } catch {
    // The fallback has it.
  }
}

export function recall<T>(name: string): T | null {
  let text = fallback.get(name) ?? null
  try {
    text = sessionStorage.getItem(name)
  } catch {
    // The fallback has it.
  }
  try {
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

export function forget(name: string): void {
  fallback.delete(name)
  try {
    sessionStorage.removeItem(name)
  } catch {
    // It was never there.
  }
}
