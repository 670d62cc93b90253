import { expect, it } from 'vitest'
import { ApiError, unreachable } from './api-error.ts'
import { createIntent } from './intent.ts'

const counting = () => {
  let made = 0
  return createIntent(() => `key-${(made += 1)}`)
}

it('keeps the key of a wish while its outcome is unknown', async () => {
  const intent = counting()
  const keys: string[] = []
  const failing = (key: string): Promise<never> => {
    keys.push(key)
    return Promise.reject(unreachable())
  }
  await expect(intent.run({ personaId: 'brad' }, failing)).rejects.toThrow()
  await expect(intent.run({ personaId: 'brad' }, failing)).rejects.toThrow()
  await intent.run({ personaId: 'brad' }, (key) => Promise.resolve(keys.push(key)))
  expect(keys).toEqual(['key-1', 'key-1', 'key-1'])
})

it('takes a new key after a success: the same again is then a new wish', async () => {
  const intent = counting()
  const first = await intent.run('ring', (key) => Promise.resolve(key))
  const second = await intent.run('ring', (key) => Promise.resolve(key))
  expect([first, second]).toEqual(['key-1', 'key-2'])
})

it('takes a new key after a definite refusal', async () => {
  const intent = counting()
  const refused = (): Promise<never> => Promise.reject(new ApiError('too_little_credit', 'Too little credit.'))
  await expect(intent.run('ring', refused)).rejects.toThrow('Too little credit.')
  expect(await intent.run('ring', (key) => Promise.resolve(key))).toBe('key-2')
})

it('takes a new key when the wish has changed, even if the old outcome is unknown', async () => {
  const intent = counting()
  await expect(intent.run({ context: 'a' }, () => Promise.reject(unreachable()))).rejects.toThrow()
  expect(await intent.run({ context: 'b' }, (key) => Promise.resolve(key))).toBe('key-2')
})

it('gives two presses of one button one key', async () => {
  const intent = counting()
  const both = await Promise.all([
    intent.run('ring', (key) => Promise.resolve(key)),
    intent.run('ring', (key) => Promise.resolve(key)),
  ])
  expect(both).toEqual(['key-1', 'key-1'])
})
