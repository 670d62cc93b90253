// How an understudy is told to misbehave: POST /faults arms, GET shows, DELETE heals. The bytes themselves are bent by fault-line.ts.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

const flag = z.boolean().optional()

export const FaultSettings = z.strictObject({
  /** Before every answer, and on everything a socket sends. */
  latencyMs: z.number().min(0).max(600_000).optional(),
  /** A connection is cut after it has sent this many bytes, counted from the arming. */
  dropAfterBytes: z.number().int().min(0).optional(),
  /** Answers and messages that do not parse. */
  garbage: flag,
  /** Connections are cut before any answer. */
  refuse: flag,
  /** Every request, and every upgrade, gets this HTTP status. */
  status: z.number().int().min(400).max(599).optional(),
  /** Requests are taken and never answered; open sockets neither read nor write any more. */
  halfOpen: flag,
  /** Sockets stay open and answer pings, but say nothing more. */
  silentSocket: flag,
  /** Sockets are accepted and closed at once. */
  acceptThenClose: flag,
  /** Bytes leave in pieces of at most this many. */
  rechunk: z.number().int().min(1).max(65_536).optional(),
  /** How many requests or connections are struck before it heals by itself. Without it: until DELETE. */
  times: z.number().int().min(1).max(1_000_000).optional(),
})

export type FaultSettings = z.infer<typeof FaultSettings>

/** Settings are small: a longer body is a mistake. */
const BODY_BYTES_MAX = 4_096

export type Answer = { status: number; body: string }

/** What a request meets: an answer as usual, a cut connection, no answer ever (an upgrade is still made), or an error status. */
export type Encounter = { fate: 'serve' | 'refuse' | 'hang' | 'fail'; status: number; settings: FaultSettings }

export class Faults {
  #settings: FaultSettings = {}

  get settings(): Readonly<FaultSettings> {
    return this.#settings
  }

  arm(settings: FaultSettings): void {
    this.#settings = FaultSettings.parse(settings)
  }

  heal(): void {
    this.#settings = {}
  }

  /** The three verbs, for servers of any make. Undefined when the path is not /faults. */
  control(method: string, path: string, body: string): Answer | undefined {
    if (path.split('?', 1)[0] !== '/faults') return undefined
    if (method === 'DELETE') this.heal()
    else if (method === 'POST') {
      const parsed = FaultSettings.safeParse(parse(body))
      if (!parsed.success) return { status: 400, body: JSON.stringify({ error: z.prettifyError(parsed.error) }) }
      this.#settings = parsed.data
    } else if (method !== 'GET') return { status: 405, body: JSON.stringify({ error: 'GET, POST or DELETE' }) }
    return { status: 200, body: JSON.stringify(this.#settings) }
  }

  /** The three verbs on a node server: true when the request was one of them and is being answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if ((request.url ?? '').split('?', 1)[0] !== '/faults') return false
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (body = (body + piece).slice(0, BODY_BYTES_MAX)))
    request.on('end', () => {
      const answer = this.control(request.method ?? 'GET', '/faults', body)
      response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' }).end(answer?.body)
    })
    return true
  }

  /** Waits out the latency and says what becomes of a request or an upgrade. Call once for each. */
  async meet(): Promise<Encounter> {
    const settings = this.#settings
    if (settings.times !== undefined) {
      this.#settings = settings.times > 1 ? { ...settings, times: settings.times - 1 } : {}
    }
    if (settings.latencyMs) await wait(settings.latencyMs)
    return { fate: fateOf(settings), status: settings.status ?? 200, settings }
  }

  /** What is in force on a connection that met `struck` when it began. */
  inForce(struck: FaultSettings): FaultSettings {
    return struck.times === undefined ? this.#settings : struck
  }
}

function fateOf(settings: FaultSettings): Encounter['fate'] {
  if (settings.refuse) return 'refuse'
  if (settings.status !== undefined) return 'fail'
  return settings.halfOpen ? 'hang' : 'serve'
}

/** Text as it leaves: itself, or JSON that does not parse inside framing that does. */
export function garbled(text: string, settings: FaultSettings): string {
  if (!settings.garbage) return text
  return text.includes('}') ? text.replaceAll('}', ']') : `\u0001${text}`
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
