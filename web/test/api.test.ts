import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ask, change, trouble } from '../src/shared/api'

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const response = new Response(JSON.stringify(body), { status, headers })
  return { ...(response.ok ? { data: body } : { error: body }), response }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  trouble.value = null
})

describe('a question to the server', () => {
  it('waits out a limit for as long as it was told, and says how long that is', async () => {
    const send = vi.fn().mockResolvedValueOnce(reply(429, { code: 'RATE_LIMITED' }, { 'Retry-After': '3' })).mockResolvedValue(reply(200, 'times'))
    const answer = ask(send)
    await vi.advanceTimersByTimeAsync(1)
    expect(trouble.value).toEqual({ kind: 'wait', seconds: 3 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(trouble.value).toEqual({ kind: 'wait', seconds: 2 })
    await vi.advanceTimersByTimeAsync(2000)
    expect(await answer).toEqual({ data: 'times', isReplay: false })
    expect(trouble.value).toBeNull()
    expect(send).toHaveBeenCalledTimes(2)
  })

  it('is asked again when the connection comes back', async () => {
    const send = vi.fn().mockRejectedValueOnce(new TypeError('failed')).mockResolvedValue(reply(200, 'times'))
    const answer = ask(send)
    await vi.advanceTimersByTimeAsync(1)
    expect(trouble.value?.kind).toBe('slow')
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(1)
    expect(await answer).toEqual({ data: 'times', isReplay: false })
  })

  it('gives a refusal back as its code', async () => {
    const body = { code: 'PHONE_INVALID', errors: [{ pointer: '/customer_phone', detail: 'no' }] }
    const answer = await ask(vi.fn().mockResolvedValue(reply(422, body)))
    expect(answer).toEqual({ problem: { status: 422, code: 'PHONE_INVALID', pointers: ['/customer_phone'], detail: '' } })
  })

  it('ends without an answer when nobody wants it any more', async () => {
    const wanted = new AbortController()
    const answer = ask(vi.fn().mockRejectedValue(new TypeError('failed')), { signal: wanted.signal })
    await vi.advanceTimersByTimeAsync(1)
    wanted.abort()
    await vi.advanceTimersByTimeAsync(1)
    expect(await answer).toMatchObject({ problem: { code: 'ABORTED' } })
  })
})

describe('a change', () => {
  it('keeps its key until it has an answer, and the next intent takes a new one', async () => {
    const keys: string[] = []
    const send = (fails: boolean) => (key: string) => {
      keys.push(key)
      return fails ? Promise.reject(new TypeError('failed')) : Promise.resolve(reply(409, { code: 'SLOT_FULL' }))
    }
    const lost = change('hold a', send(true))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await lost).toMatchObject({ problem: { code: 'UNREACHABLE' } })
    expect(new Set(keys).size).toBe(1)
    expect(await change('hold a', send(false))).toMatchObject({ problem: { code: 'SLOT_FULL' } })
    expect(new Set(keys).size).toBe(1)
    await change('hold a', send(false))
    expect(new Set(keys).size).toBe(2)
  })
})
