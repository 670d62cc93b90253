import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startMinuteDriver } from './minute-driver.ts'

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-01T10:00:30.500Z') }))
afterEach(() => void vi.useRealTimers())

it('ticks on each minute, once, until it is stopped', async () => {
  const ticks: string[] = []
  const stop = startMinuteDriver((at) => {
    ticks.push(at.toISOString())
    return Promise.resolve()
  })
  await vi.advanceTimersByTimeAsync(29_499)
  expect(ticks).toEqual([])
  await vi.advanceTimersByTimeAsync(120_001)
  expect(ticks).toEqual(['2026-03-01T10:01:00.000Z', '2026-03-01T10:02:00.000Z', '2026-03-01T10:03:00.000Z'])
  stop()
  await vi.advanceTimersByTimeAsync(300_000)
  expect(ticks).toHaveLength(3)
})

it('goes on after a tick that fails, and does not overtake one that takes long', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue(undefined)
  let ticks = 0
  const stop = startMinuteDriver(async () => {
    ticks++
    if (ticks === 1) throw new Error('the Worker is restarting')
    await new Promise((resolve) => setTimeout(resolve, 90_000))
  })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ticks).toBe(1)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(ticks).toBe(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ticks).toBe(3)
  expect(logged).toHaveBeenCalledOnce()
  logged.mockRestore()
  stop()
})
