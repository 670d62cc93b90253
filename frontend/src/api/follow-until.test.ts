import { expect, it } from 'vitest'
import { followUntil, type Follow } from './follow-until.ts'

/** Looks that are counted, and waits that pass at once. */
function following(more: Partial<Follow>) {
  const seen = { looks: 0, waits: [] as number[] }
  const follow: Follow = {
    isSo: () => false,
    look: () => Promise.resolve((seen.looks += 1)),
    waitMs: () => 1,
    looksMax: 10,
    signal: new AbortController().signal,
    pause: (ms) => Promise.resolve(void seen.waits.push(ms)),
    ...more,
  }
  return { seen, done: followUntil(follow) }
}

it('looks until it is so, waiting as long as the moment asks', async () => {
  const left = [30, 20, 10]
  const { seen, done } = following({ isSo: () => left.length === 0, waitMs: () => left.shift() ?? 0 })
  await done
  expect(seen).toEqual({ looks: 2, waits: [30, 20, 10] })
})

it('leaves it at what is known after the most looks', async () => {
  const { seen, done } = following({ looksMax: 3 })
  await done
  expect(seen.looks).toBe(3)
})

it('does not look when told during the wait', async () => {
  const leave = new AbortController()
  const { seen, done } = following({ signal: leave.signal, pause: () => Promise.resolve(leave.abort()) })
  await done
  expect(seen.looks).toBe(0)
})

it('ends a real wait at once when the page is left', async () => {
  const leave = new AbortController()
  const done = followUntil({
    isSo: () => false,
    look: () => Promise.resolve(),
    waitMs: () => 60_000,
    looksMax: 1,
    signal: leave.signal,
  })
  leave.abort()
  await expect(done).resolves.toBeUndefined()
})
