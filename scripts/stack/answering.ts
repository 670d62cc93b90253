// Waits until a server answers, or its process has ended, or patience has.
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 50
/** Of one attempt: a server that takes longer is not yet ready. */
const ATTEMPT_MS = 5_000
/** A cold machine compiles, seeds and optimises at the same time. */
const PATIENCE_MS = 90_000

export interface Expectation {
  what: string
  /** Asked with GET; any status passes unless `ok` demands a 2xx. */
  url: string
  ok?: boolean
}

export async function untilAnswers(expected: Expectation): Promise<void> {
  await poll(expected.what, async () => {
    const response = await fetch(expected.url, { signal: AbortSignal.timeout(ATTEMPT_MS), redirect: 'manual' })
    await response.body?.cancel()
    if (expected.ok !== true || response.ok) return true
    throw new Error(`it answers ${response.status}`)
  })
}

export async function untilListens(what: string, port: number): Promise<void> {
  await poll(what, () => listens(port))
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function poll(what: string, attempt: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  let last: unknown
  while (Date.now() < deadline) {
    try {
      if (await attempt()) return
    } catch (error) {
      last = error
    }
    await delay(POLL_MS)
  }
  throw new Error(`${what} did not answer within ${PATIENCE_MS / 1000} s`, { cause: last })
}
