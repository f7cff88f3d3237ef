import { expect, it } from 'vitest'
import { later } from '../src/shared/later'

it('A part that did not come is asked for by a new name each time, and goes by the name it came by', async () => {
  const asked: string[] = []
  const load = async (ending: string) => {
    asked.push(ending)
    if (asked.length < 3) throw new Error('It did not come.')
    return 'the part'
  }
  await expect(later(load)).rejects.toThrow('It did not come.')
  await expect(later(load)).rejects.toThrow('It did not come.')
  expect(await later(load)).toBe('the part')
  expect(await later(load)).toBe('the part')
  expect(asked).toEqual(['', '#1', '#11', '#11'])
})

it('A part is not asked for by another name because another did not come', async () => {
  const absent = (_ending: string) => Promise.reject<string>(new Error('It did not come.'))
  const asked: string[] = []
  const present = async (ending: string) => void asked.push(ending)
  await expect(later(absent)).rejects.toThrow('It did not come.')
  await later(present)
  expect(asked).toEqual([''])
})
