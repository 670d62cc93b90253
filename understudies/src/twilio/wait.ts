// Waiting by the exchange's clock, cut short by a signal.
import type { Clock } from './clock.ts'

export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => {
    cancel()
    signal.removeEventListener('abort', done)
    resolve()
  }
  const cancel = clock.after(ms, done)
  signal.addEventListener('abort', done)
  return promise
}
