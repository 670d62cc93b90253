import { expect, it } from 'vitest'
import { followUntil } from './follow.ts'

it('looks until it is so, oftener before the answer than during the call', async () => {
  const phases = ['ringing', 'ringing', 'in-progress', 'in-progress']
  const waited: number[] = []
  let looks = 0
  await followUntil(
    () => looks === 4,
    () => phases[looks] ?? '',
    () => Promise.resolve(void (looks += 1)),
    new AbortController().signal,
    (ms) => Promise.resolve(void waited.push(ms)),
  )
  expect(waited).toEqual([1200, 1200, 8000, 8000])
})

it('does not look when told during the wait', async () => {
  const leave = new AbortController()
  let looks = 0
  await followUntil(
    () => false,
    () => 'ringing',
    () => Promise.resolve(void (looks += 1)),
    leave.signal,
    () => Promise.resolve(leave.abort()),
  )
  expect(looks).toBe(0)
})

it('ends a real wait at once when the page is left', async () => {
  const leave = new AbortController()
  const following = followUntil(
    () => false,
    () => 'in-progress',
    () => Promise.resolve(),
    leave.signal,
  )
  leave.abort()
  await expect(following).resolves.toBeUndefined()
})
