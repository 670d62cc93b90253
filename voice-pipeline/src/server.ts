// The node's one door: media sockets from Twilio, health, numbers, and the voice Worker's hang-up. Verifies before it parses.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { HangUp } from '@callback/contracts/node'
import { Nonces, verifyRequest } from '@callback/contracts/signed-request'
import { sameText } from '@callback/contracts/bytes'
import type { LiveCalls } from './live-calls.ts'
import { jsonOrNull } from './speech/json.ts'
import { signedByTwilio } from './twilio/signature.ts'

export type ServerPorts = {
  calls: LiveCalls
  receive: (socket: WebSocket) => void
  refused: (why: 'signature' | 'full' | 'draining') => void
  /** Public WebSocket origin, as the TwiML names it. */
  publicUrl: string
  twilioAuthToken: string
  nodeKey: string
  metricsToken: string | null
  stats: () => object
  metrics: () => Promise<string>
  now: () => number
}

/** A frame of Twilio is some 300 bytes; nothing it sends comes near this. */
export const FRAME_BYTES_MAX = 64 * 1024
const BODY_BYTES_MAX = 4 * 1024
/** Sockets beyond the calls: unredeemed ones live three seconds, so this is plenty. */
const UNREDEEMED_MAX = 200

export type NodeServer = { http: Server; /** Drops every media socket that is still open. */ disconnect(): void }

export function nodeServer(ports: ServerPorts): NodeServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false })
  const seen = { nonces: new Nonces(), bornMs: ports.now() }
  const server = createServer((request, response) => {
    answer(ports, seen, request).then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
      },
      () => {
        fail(response)
      },
    )
  })
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(ports, request, sockets.clients.size)
    if (refusal !== null) {
      turnAway(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, ports.receive)
  })
  return {
    http: server,
    disconnect() {
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

function refusalOf(ports: ServerPorts, request: IncomingMessage, open: number): string | null {
  if (pathOf(request) !== '/stream') return '404 Not Found'
  const signature = request.headers['x-twilio-signature']
  if (
    !signedByTwilio(
      `${ports.publicUrl}/stream`,
      typeof signature === 'string' ? signature : undefined,
      ports.twilioAuthToken,
    )
  ) {
    ports.refused('signature')
    return '403 Forbidden'
  }
  if (ports.calls.draining) {
    ports.refused('draining')
    return '503 Service Unavailable'
  }
  if (ports.calls.full || open >= ports.calls.capacity + UNREDEEMED_MAX) {
    ports.refused('full')
    return '503 Service Unavailable'
  }
  return null
}

function turnAway(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

type Answer = { status: number; type: string; body: string }

const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})
const refuse = (status: number, code: string, message: string) => json(status, { error: { code, message } })

function fail(response: ServerResponse): void {
  response
    .writeHead(500, { 'content-type': 'application/json' })
    .end('{"error":{"code":"internal","message":"Something went wrong."}}')
}

async function answer(
  ports: ServerPorts,
  seen: { nonces: Nonces; bornMs: number },
  request: IncomingMessage,
): Promise<Answer> {
  const { calls } = ports
  switch (`${request.method ?? ''} ${pathOf(request)}`) {
    case 'GET /health':
      return json(calls.draining ? 503 : 200, { status: calls.draining ? 'draining' : 'ready', calls: calls.size })
    case 'GET /stats':
      return mayRead(ports, request) ? json(200, ports.stats()) : refuse(403, 'forbidden', 'Not from here.')
    case 'GET /metrics':
      if (!mayRead(ports, request)) return refuse(403, 'forbidden', 'Not from here.')
      return { status: 200, type: 'text/plain; version=0.0.4', body: await ports.metrics() }
    case 'POST /hang-up':
      return hangUp(ports, seen, request)
    default:
      return refuse(404, 'not_found', 'There is nothing here.')
  }
}

const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?')[0] ?? '/'

/** Loopback without a proxy in between, or the bearer. */
function mayRead(ports: ServerPorts, request: IncomingMessage): boolean {
  const bearer = request.headers.authorization
  if (ports.metricsToken !== null && bearer !== undefined && sameText(bearer, `Bearer ${ports.metricsToken}`))
    return true
  const from = request.socket.remoteAddress ?? ''
  return /^(::1|(::ffff:)?127\.)/.test(from) && request.headers['x-forwarded-for'] === undefined
}

async function hangUp(
  ports: ServerPorts,
  seen: { nonces: Nonces; bornMs: number },
  request: IncomingMessage,
): Promise<Answer> {
  const body = await bodyOf(request)
  if (body === null) return refuse(413, 'too_large', 'The body is too large.')
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const signed = { method: 'POST', path: request.url ?? '', body }
  const verdict = await verifyRequest(signed, header, new Map([['voice', ports.nodeKey]]), seen, ports.now())
  if (!verdict.ok) return refuse(401, 'bad_signature', 'The signature does not hold.')
  const parsed = HangUp.safeParse(jsonOrNull(body))
  if (!parsed.success) return refuse(400, 'invalid_input', 'Not a hang-up.')
  const call = ports.calls.find(parsed.data.callId)
  if (!call) return refuse(404, 'not_found', 'That call is not held here.')
  call.end(parsed.data.reason)
  return json(200, { ended: true })
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue
    bytes += chunk.byteLength
    if (bytes > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
