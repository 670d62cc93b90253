// Deepgram's understudy: wss /v2/listen (Flux), hearing the words that speech/spoken.ts puts into sound.
import { randomUUID } from 'node:crypto'
import { type Ask, type Refusal, send, startDoor } from '../faulty-door.ts'
import { Faults } from '../faults.ts'
import type { Running } from '../loopback.ts'
import { type Clock, systemClock } from '../twilio/clock.ts'
import type { Wire } from '../wire.ts'
import { type FluxHabits, FluxSession } from './flux-session.ts'
import { parseListenQuery } from './listen-query.ts'

export interface DeepgramOptions {
  port: number
  /** The one key that is let in; any key when there is none. */
  apiKey?: string
  faults?: Faults
  clock?: Clock
  idleMs?: number
  forceEndTurn?: boolean
  noiseStartsTurn?: boolean
  /** Streams open at once before 429, per project. */
  streamsMax?: number
}

const IDLE_MS = 60_000
/** Far above the vendor's own limit (50), so that load tests are about the caller. */
const STREAMS_MAX = 1_000

function refusal(status: number, code: string, message: string): Refusal {
  const body = JSON.stringify({ err_code: code, err_msg: message, request_id: randomUUID() })
  return { status, body, headers: { 'dg-error': message.split('\n', 1)[0] ?? code } }
}

/** `Authorization: Token <key>`, a bearer token, or the browser's subprotocols `token, <key>`. */
function keyOf({ headers }: Ask): string | null {
  const [scheme, key] = (headers.authorization ?? '').split(' ')
  if (scheme && /^(token|bearer)$/i.test(scheme)) return key ?? null
  const [protocol, offered] = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  return protocol && /^(token|bearer)$/i.test(protocol) ? (offered ?? null) : null
}

export function startDeepgram(options: DeepgramOptions): Promise<Running> {
  const { apiKey, faults = new Faults(), streamsMax = STREAMS_MAX } = options
  const habits: FluxHabits = {
    clock: options.clock ?? systemClock,
    idleMs: options.idleMs ?? IDLE_MS,
    forceEndTurn: options.forceEndTurn ?? true,
    noiseStartsTurn: options.noiseStartsTurn ?? false,
  }
  let streams = 0

  function upgrade(ask: Ask): Refusal | ((wire: Wire) => void) {
    const key = keyOf(ask)
    if (!key || (apiKey !== undefined && key !== apiKey)) return refusal(401, 'INVALID_AUTH', 'Invalid credentials.')
    if (ask.path !== '/v2/listen') return refusal(404, 'NOT_FOUND', 'There is nothing at this path.')
    const query = parseListenQuery(ask.query)
    if ('problem' in query) return refusal(400, 'INVALID_QUERY_PARAMETER', query.problem)
    if (streams >= streamsMax) return refusal(429, 'TOO_MANY_REQUESTS', 'Too many streams are open for this project.')
    return (wire) => {
      streams += 1
      wire.listen({ text: () => undefined, closed: () => (streams -= 1) })
      new FluxSession(wire, query, randomUUID(), habits)
    }
  }

  return startDoor(
    {
      port: options.port,
      upgrade,
      protocol: (offered) => [...offered].find((name) => /^(token|bearer)$/i.test(name)) ?? false,
      failure: (status) =>
        refusal(status, status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_SERVER_ERROR', 'The request failed.'),
      answer: (_ask, reply) => send(reply, refusal(404, 'NOT_FOUND', 'There is nothing at this path.')),
    },
    faults,
  )
}
