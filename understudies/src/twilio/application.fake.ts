// A stand-in for the application in tests: records every webhook and every stream, answers what the test tells it to.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import { readBody } from './http.ts'
import { listenOnLoopback } from './listen.ts'

export type Received = { path: string; method: string; headers: IncomingHttpHeaders; params: Record<string, string> }
type Answer = { status?: number; type?: string; body?: string } | 'never'

export class Inbox<T> {
  readonly all: T[] = []
  readonly #waiting: Array<(item: T) => void> = []
  #taken = 0

  put(item: T): void {
    this.all.push(item)
    const waiting = this.#waiting.shift()
    if (!waiting) return
    this.#taken++
    waiting(item)
  }

  /** The oldest not yet taken. */
  next(): Promise<T> {
    const item = this.all[this.#taken]
    if (item === undefined) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#taken++
    return Promise.resolve(item)
  }
}

const Media = z.object({ event: z.literal('media'), media: z.object({ payload: z.string() }) })

export class StreamPeer {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly #socket: WebSocket
  readonly messages = new Inbox<Record<string, unknown>>()
  readonly closed: Promise<void>

  constructor(socket: WebSocket, url: string, headers: IncomingHttpHeaders) {
    this.#socket = socket
    this.url = url
    this.headers = headers
    socket.on('message', (data: Buffer) => this.messages.put(read(data.toString())))
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Resolves when everything sent before it has been read by the other side. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('pong', () => resolve())
      this.#socket.ping()
    })
  }

  close(): void {
    this.#socket.close()
  }

  /** The caller's audio so far, one piece a message. */
  audio(): Buffer[] {
    return this.messages.all.flatMap((message) => {
      const parsed = Media.safeParse(message)
      return parsed.success ? [Buffer.from(parsed.data.media.payload, 'base64')] : []
    })
  }

  async next(event: string): Promise<Record<string, unknown>> {
    for (;;) {
      const message = await this.messages.next()
      if (message.event === event) return message
    }
  }
}

function read(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? { ...json } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return { event: 'unreadable' }
    throw error
  }
}

export async function startApplication() {
  const answers = new Map<string, Answer[]>()
  const inboxes = new Map<string, Inbox<Received>>()
  const streams = new Inbox<StreamPeer>()
  const sockets = new WebSocketServer({ noServer: true })
  const inbox = (path: string): Inbox<Received> => {
    const known = inboxes.get(path) ?? new Inbox<Received>()
    inboxes.set(path, known)
    return known
  }
  const listening = await listenOnLoopback(() => {
    const server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname
        const params = Object.fromEntries(new URLSearchParams(body))
        const queue = answers.get(path) ?? []
        const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? {}
        inbox(path).put({ path: request.url ?? '', method: request.method ?? '', headers: request.headers, params })
        if (answer === 'never') return
        response.writeHead(answer.status ?? 200, { 'Content-Type': answer.type ?? 'text/xml' })
        response.end(answer.body ?? '')
      })
    })
    server.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (peer) => {
        streams.put(new StreamPeer(peer, request.url ?? '', request.headers))
      })
    })
    return server
  }, 0)
  return {
    url: `http://localhost:${listening.port}`,
    ws: `ws://localhost:${listening.port}`,
    /** Answers in turn; the last one is repeated. */
    answers(path: string, ...given: Answer[]) {
      answers.set(path, given)
    },
    next: (path: string) => inbox(path).next(),
    received: (path: string) => inbox(path).all,
    stream: () => streams.next(),
    async close() {
      for (const peer of sockets.clients) peer.terminate()
      sockets.close()
      await listening.close()
    },
  }
}

export type Application = Awaited<ReturnType<typeof startApplication>>
