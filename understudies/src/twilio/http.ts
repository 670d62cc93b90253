// Reading a request and writing a reply, shared by the REST door and the phone's control.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Far above any form Twilio accepts, far below what could hurt. */
export const BODY_BYTES_MAX = 256_000

export class TooLarge extends Error {}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new TooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(text)
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A page from elsewhere may not drive this machine's phones: a browser's request must come from a page of this machine. */
export function isFromThisMachine(request: IncomingMessage): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  return URL.canParse(origin) && loopback.has(new URL(origin).hostname)
}
