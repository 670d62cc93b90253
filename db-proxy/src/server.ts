// HTTP on loopback: `POST /procedures/:name` and `GET /health`. Knows bytes, limits and stopping; the door knows the rest.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PROCEDURE_BODY_BYTES_MAX } from '@callback/contracts/db/procedure'
import { AppError, ERROR_STATUS } from '@callback/contracts/errors'
import { describe } from './log.ts'
import type { Log } from './log.ts'
import type { Door, Seen } from './door.ts'
import { toAppError } from './postgres-errors.ts'

/** A signed body is a few kilobytes from this machine; one that takes longer is not meant to arrive. */
const REQUEST_MS_MAX = 10_000
/** More sockets than the twelve Workers and the nodes of one machine keep open. */
const SOCKETS_MAX = 1_000
/** A stop waits this long for requests under way; their statements are given up sooner. */
const STOP_MS_MAX = 10_000
/** Worth a line in the log. */
const SLOW_MS = 500

export type Running = { port: number; stop: () => Promise<void> }

export async function serve(port: number, door: Door, isHealthy: () => Promise<boolean>, log: Log): Promise<Running> {
  let isStopping = false
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // A kept connection would keep the server up after its last answer.
    response.on('finish', () => isStopping && request.socket.end())
    void handle(request, response, door, isHealthy, log)
  }
  const first = await listen(port, '127.0.0.1', answer)
  const bound = portOf(first)
  const second = await listenIfThere(bound, '::1', answer)
  const servers = second === null ? [first] : [first, second]
  const stop = async () => {
    isStopping = true
    await Promise.all(servers.map(close))
  }
  return { port: bound, stop }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  isHealthy: () => Promise<boolean>,
  log: Log,
): Promise<void> {
  const seen: Seen = { requestId: crypto.randomUUID() }
  const startedMs = performance.now()
  try {
    const path = request.url ?? ''
    if (request.method === 'GET' && path === '/health') {
      const healthy = await isHealthy()
      return reply(response, healthy ? 200 : 503, { status: healthy ? 'ok' : 'no database' })
    }
    if (!path.startsWith('/procedures/')) throw new AppError('not_found', 'There is nothing here.')
    if (request.method !== 'POST') throw new AppError('method_not_allowed', 'Procedures are run by POST.')
    const body = await readBody(request)
    const header = (name: string) => {
      const value = request.headers[name]
      return typeof value === 'string' ? value : undefined
    }
    reply(response, 200, await door({ method: 'POST', path, body, header }, seen))
    const ms = Math.round(performance.now() - startedMs)
    if (ms > SLOW_MS) log.warn({ ...seen, ms }, 'slow procedure')
  } catch (failure) {
    const error = toAppError(failure)
    const ms = Math.round(performance.now() - startedMs)
    if (error.code === 'internal') log.error({ ...seen, ms, error: describe(error.cause ?? error) }, 'procedure failed')
    else log.info({ ...seen, ms, code: error.code, why: error.internal }, 'procedure refused')
    if (error.code === 'too_large') response.setHeader('connection', 'close')
    reply(response, ERROR_STATUS[error.code], error.body(seen.requestId))
  }
}

/** Stops reading at the bound, whatever length the sender claims. */
async function readBody(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > PROCEDURE_BODY_BYTES_MAX) throw tooLarge()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > PROCEDURE_BODY_BYTES_MAX) {
        request.pause()
        reject(tooLarge())
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', (cause) => reject(new AppError('invalid_input', 'The body did not arrive whole.', { cause })))
  })
}

const tooLarge = (): AppError => new AppError('too_large', 'The body is too large.')

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

function listen(port: number, host: string, answer: Answer): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX }, answer)
    server.maxConnections = SOCKETS_MAX
    server.once('error', reject)
    server.listen({ port, host }, () => resolve(server))
  })
}

/** Machines without IPv6 have no ::1. */
async function listenIfThere(port: number, host: string, answer: Answer): Promise<Server | null> {
  try {
    return await listen(port, host, answer)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return null
    throw error
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

/** Takes no new requests, lets those under way end, then closes what is still open. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), STOP_MS_MAX)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
