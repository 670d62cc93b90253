// A WebSocket to a provider: JSON in by schema, text or bytes out, bounded everywhere. `onClosed` is called exactly once.
// Knows no vendor. Reconnects nothing: whoever owns the call decides what a lost socket means.
import { WebSocket } from 'ws'
import type { z } from 'zod'
import type { Clock } from '../call/clock.ts'
import { jsonOrNull } from './json.ts'
import { PortFailure } from './ports.ts'

export interface ProviderSocket {
  /** False when the socket is not open. */
  send(data: string | Uint8Array): boolean
  open(): boolean
  /** With a failure when the far end misbehaved, without one when the call is over. */
  close(failure?: PortFailure): void
}

type Options<Message> = {
  url: string
  headers: Record<string, string>
  schema: z.ZodType<Message>
  clock: Clock
  onOpen: () => void
  onMessage: (message: Message) => void
  onClosed: (failure: PortFailure | null) => void
}

/** TCP, TLS and upgrade together; a caller is already waiting. */
export const HANDSHAKE_MS_MAX = 4_000
/** Both ends are asked for a sign of life this often; two missed in a row mean a half-open connection. */
export const PING_MS = 5_000
/** Unsent bytes at which the far end counts as stuck: 30 s of base64 mu-law. */
const BUFFERED_BYTES_MAX = 320 * 1024
/** Largest message taken: a minute of base64 speech. */
const MESSAGE_BYTES_MAX = 1024 * 1024
/** Unreadable messages put up with before the far end counts as talking nonsense. */
export const STRANGE_MESSAGES_MAX = 20

export function providerSocket<Message>(options: Options<Message>): ProviderSocket {
  const { clock, schema } = options
  const socket = new WebSocket(options.url, {
    headers: options.headers,
    handshakeTimeout: HANDSHAKE_MS_MAX,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
    skipUTF8Validation: true,
  })
  let over = false
  let strange = 0
  let unanswered = 0
  let stopPinging = () => {}

  function finish(failure: PortFailure | null): void {
    if (over) return
    over = true
    stopPinging()
    socket.terminate()
    options.onClosed(failure)
  }

  function ping(): void {
    stopPinging = clock.after(PING_MS, () => {
      if (unanswered >= 2) {
        finish(new PortFailure('timeout', 'no pong'))
        return
      }
      unanswered++
      socket.ping()
      ping()
    })
  }

  socket.on('open', () => {
    if (over) return
    ping()
    options.onOpen()
  })
  socket.on('pong', () => {
    unanswered = 0
  })
  socket.on('message', (data, isBinary) => {
    if (over || isBinary || !(data instanceof Buffer)) return
    const parsed = schema.safeParse(jsonOrNull(data.toString('utf8')))
    if (parsed.success) {
      options.onMessage(parsed.data)
      return
    }
    strange++
    if (strange > STRANGE_MESSAGES_MAX) finish(new PortFailure('protocol', 'too many unreadable messages'))
  })
  socket.on('unexpected-response', (_request, response) => {
    response.resume()
    finish(new PortFailure('refused', `handshake answered ${response.statusCode ?? 0}`))
  })
  socket.on('error', (error) => {
    finish(new PortFailure(/handshake has timed out/.test(error.message) ? 'timeout' : 'unreachable', error.message))
  })
  socket.on('close', (code) => {
    finish(new PortFailure(code === 1008 ? 'refused' : 'dropped', `closed with ${code}`))
  })

  return {
    open: () => !over && socket.readyState === WebSocket.OPEN,
    send(data) {
      if (over || socket.readyState !== WebSocket.OPEN) return false
      if (socket.bufferedAmount > BUFFERED_BYTES_MAX) {
        finish(new PortFailure('overflow', 'far end does not read'))
        return false
      }
      socket.send(data)
      return true
    },
    close(failure) {
      if (over) return
      over = true
      stopPinging()
      closeKindly(socket, clock)
      options.onClosed(failure ?? null)
    },
  }
}

/** How long a far end may take to close its side before the connection is dropped. */
const GOODBYE_MS_MAX = 2_000

function closeKindly(socket: WebSocket, clock: Clock): void {
  const stop = clock.after(GOODBYE_MS_MAX, () => {
    socket.terminate()
  })
  socket.once('close', stop)
  if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
  else socket.close(1000)
}
