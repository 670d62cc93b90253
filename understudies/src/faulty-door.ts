// A vendor's door that can be told to misbehave: faults are met before the vendor's own code sees a request or an upgrade.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { FaultySocket } from './fault-line.ts'
import type { Faults, FaultSettings } from './faults.ts'
import { type Running, startLoopback } from './loopback.ts'
import { type Reply, replyTo } from './reply.ts'
import { type Wire, wireOf } from './wire.ts'

/** Larger than any vendor's documented message; keeps a runaway client from filling memory. */
const MESSAGE_BYTES_MAX = 4 * 1_048_576
const BODY_BYTES_MAX = 4 * 1_048_576

export interface Ask {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

export interface Refusal {
  status: number
  body: string
  headers?: Record<string, string>
}

export interface Vendor {
  port: number
  answer(ask: Ask, reply: Reply): void | Promise<void>
  /** What this vendor says with an error status that it was told to give. */
  failure(status: number): Refusal
  /** A refusal, or what to do with the socket once it is open. */
  upgrade?(ask: Ask): Refusal | ((socket: Wire) => void)
  /** Subprotocol to echo, of those offered. */
  protocol?(offered: Set<string>): string | false
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    const buffer = Buffer.from(piece)
    bytes += buffer.length
    if (bytes > BODY_BYTES_MAX) return null
    pieces.push(buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function askOf(request: IncomingMessage, body: string): Ask {
  const url = new URL(request.url ?? '/', 'http://localhost')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
  }
}

function refuse(socket: Duplex, { status, body, headers = {} }: Refusal): void {
  const lines = Object.entries({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

export async function startDoor(vendor: Vendor, faults: Faults): Promise<Running> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => vendor.protocol?.(offered) ?? false,
  })

  async function request(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (faults.handle(message, response)) return
    const { fate, status, settings } = await faults.meet()
    if (fate === 'refuse') return void message.socket.destroy()
    if (fate === 'hang') return void message.resume()
    const reply = replyTo(response, () => faults.inForce(settings))
    const body = await bodyOf(message)
    if (fate === 'fail' || body === null) return send(reply, vendor.failure(body === null ? 413 : status))
    await vendor.answer(askOf(message, body), reply)
  }

  async function upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { fate, status, settings } = await faults.meet()
    if (fate === 'refuse') return void socket.destroy()
    const verdict =
      fate === 'fail' ? vendor.failure(status) : (vendor.upgrade?.(askOf(message, '')) ?? vendor.failure(404))
    if (typeof verdict === 'object') return refuse(socket, verdict)
    const inForce = (): FaultSettings => faults.inForce(settings)
    sockets.handleUpgrade(message, new FaultySocket(socket, inForce), head, (ws: WebSocket) => {
      ws.on('error', () => ws.terminate())
      if (inForce().acceptThenClose) return ws.close(1011, 'going away')
      verdict(wireOf(ws, inForce))
    })
  }

  /** A fault of the understudy's own is the request's end, never the process's. */
  function broken(where: { destroy(): void }): (error: unknown) => void {
    return (error) => {
      console.error(`understudy: ${error instanceof Error ? error.stack : String(error)}`)
      where.destroy()
    }
  }

  return startLoopback(vendor.port, {
    request: (message, response) => void request(message, response).catch(broken(response)),
    upgrade(message, socket, head) {
      socket.on('error', () => socket.destroy())
      upgrade(message, socket, head).catch(broken(socket))
    },
  })
}

/** A whole answer in one go. */
export function send(reply: Reply, { status, body, headers = {} }: Refusal): void {
  reply.head(status, { 'content-type': 'application/json', ...headers })
  reply.end(body)
}
