// Live events of one call to its room at the `voice` Worker: one signed outbound WebSocket, reconnected.
// Never waited for by the call; what a long outage drops is in the journal and the turns.
import type { LiveEvent } from '@callback/contracts/live'
import { signRequest, type SigningKey } from '@callback/contracts/signed-request'
import { z } from 'zod'
import type { Clock } from '../call/clock.ts'
import { providerSocket, type ProviderSocket } from '../speech/provider-socket.ts'
import { backoffMs } from './backoff.ts'

export interface Room {
  tell(event: LiveEvent): void
}

/** Events kept while the room is away; as many as the room itself keeps. */
export const EVENTS_MAX = 200
const BACKOFF = { baseMs: 250, capMs: 5_000 }
/** After the last event the room is tried for this long, then left: browsers read the turns. */
const FAREWELL_MS_MAX = 30_000

export function room(
  config: { nodeApiUrl: string; key: SigningKey; clock: Clock; random: () => number },
  callId: string,
): Room {
  const { clock } = config
  const url = new URL(`${config.nodeApiUrl.replace(/\/$/, '').replace(/^http/, 'ws')}/node/calls/${callId}/events`)
  const waiting: LiveEvent[] = []
  let socket: ProviderSocket | null = null
  let tries = 0
  let ended = false
  let over = false

  async function connect(): Promise<void> {
    if (over) return
    const request = { method: 'GET', path: url.pathname, body: '' }
    const headers = await signRequest(request, config.key, clock.wall().getTime())
    socket = providerSocket({
      url: url.href,
      headers,
      schema: z.unknown(),
      clock,
      onOpen() {
        tries = 0
        flush()
      },
      onMessage() {},
      onClosed() {
        socket = null
        if (over) return
        tries++
        clock.after(backoffMs(BACKOFF, tries, config.random), () => void connect())
      },
    })
  }

  function flush(): void {
    for (let event = waiting[0]; event !== undefined && socket?.send(JSON.stringify(event)); event = waiting[0])
      waiting.shift()
    if (ended && waiting.length === 0) close()
  }

  function close(): void {
    over = true
    socket?.close()
  }

  void connect()

  return {
    tell(event) {
      if (over) return
      waiting.push(event)
      if (waiting.length > EVENTS_MAX) waiting.splice(0, 1)
      if (event.type === 'ended') {
        ended = true
        clock.after(FAREWELL_MS_MAX, close)
      }
      flush()
    },
  }
}
