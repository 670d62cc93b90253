import { expect, it } from 'vitest'
import { AppError } from '@callback/contracts/errors'
import { Gate, WAITING_MAX } from './gate.ts'

it('lets so many work at once, the rest in the order they came, and refuses what is too much', async () => {
  const gate = new Gate(2)
  const done: number[] = []
  let inside = 0
  let insideMost = 0
  const release = Promise.withResolvers<undefined>()
  const work = (n: number) => async () => {
    insideMost = Math.max(insideMost, ++inside)
    await release.promise
    inside -= 1
    done.push(n)
  }
  const all = Array.from({ length: 2 + WAITING_MAX }, (_, n) => gate.through(work(n)))
  await expect(gate.through(work(-1))).rejects.toThrow(AppError)
  release.resolve(undefined)
  await Promise.all(all)
  expect(insideMost).toBe(2)
  expect(done).toEqual(Array.from({ length: 2 + WAITING_MAX }, (_, n) => n))
})

it('gives its place back when the work fails', async () => {
  const gate = new Gate(1)
  await expect(gate.through(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate.through(() => Promise.resolve('yes'))).toBe('yes')
})
