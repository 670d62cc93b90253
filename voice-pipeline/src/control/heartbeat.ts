// Tells the `voice` Worker's registry that this node is there, how full it is, and whether it still takes calls.
import { HEARTBEAT_MS, type Heartbeat } from '@callback/contracts/node'
import { signRequest, type SigningKey } from '@callback/contracts/signed-request'
import type { Clock } from '../call/clock.ts'
import { backoffMs } from './backoff.ts'

export interface Heart {
  /** Says at once what has changed. */
  beat(): Promise<void>
  stop(): void
}

const BACKOFF = { baseMs: 250, capMs: HEARTBEAT_MS }
const ANSWER_MS_MAX = 2_000

export function heart(
  config: { nodeApiUrl: string; key: SigningKey; clock: Clock; random: () => number },
  state: () => Heartbeat,
  log: { info(about: object, message: string): void; warn(about: object, message: string): void },
): Heart {
  const url = new URL(`${config.nodeApiUrl.replace(/\/$/, '')}/node/heartbeat`)
  let failures = 0
  let known = false
  let stopped = false
  let stopTimer = () => {}

  async function send(): Promise<boolean> {
    const body = JSON.stringify(state())
    const signature = await signRequest(
      { method: 'POST', path: url.pathname, body },
      config.key,
      config.clock.wall().getTime(),
    )
    const headers = { 'content-type': 'application/json', ...signature }
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS_MAX) })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }

  async function beat(): Promise<void> {
    stopTimer()
    const ok = await send()
    if (ok && !known) log.info({}, 'registered with the voice service')
    if (!ok && failures === 0) log.warn({}, 'voice service does not take the heartbeat')
    failures = ok ? 0 : failures + 1
    known = ok
    if (stopped) return
    const wait = ok ? HEARTBEAT_MS : Math.max(BACKOFF.baseMs, backoffMs(BACKOFF, failures, config.random))
    stopTimer()
    stopTimer = config.clock.after(wait, () => void beat())
  }

  return {
    beat,
    stop() {
      stopped = true
      stopTimer()
    },
  }
}
