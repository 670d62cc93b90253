// For tests: a client of the two websockets that collects what it is sent.
import { WebSocket } from 'ws'
import { z } from 'zod'

const Message = z.object({
  audio: z.string().nullish(),
  isFinal: z.boolean().nullish(),
  contextId: z.string().optional(),
  error: z.string().optional(),
  alignment: z
    .object({
      chars: z.array(z.string()),
      charStartTimesMs: z.array(z.number()),
      charsDurationsMs: z.array(z.number()),
    })
    .nullish(),
})
type Message = z.infer<typeof Message>

export class StreamClient {
  readonly messages: Message[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  /** Resolves with the first message that is no JSON. */
  readonly unreadable: Promise<string>
  readonly refused: Promise<{ status: number; body: string }>
  readonly #ws: WebSocket
  readonly #opened: Promise<void>
  #wake: (() => void)[] = []

  constructor(url: string, headers: Record<string, string>) {
    this.#ws = new WebSocket(url, { headers })
    this.#ws.on('error', () => this.#ws.terminate())
    this.#opened = new Promise((resolve) => this.#ws.on('open', resolve))
    this.closed = new Promise((resolve) =>
      this.#ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    )
    this.refused = new Promise((resolve) => {
      this.#ws.on('unexpected-response', (_request, response) => {
        let body = ''
        response.on('data', (piece) => (body += String(piece)))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
    })
    this.unreadable = new Promise((resolve) => {
      this.#ws.on('message', (data) => {
        const text = String(data)
        try {
          this.messages.push(Message.parse(JSON.parse(text)))
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error
          resolve(text)
        }
        for (const wake of this.#wake.splice(0)) wake()
      })
    })
  }

  send(...messages: (object | string)[]): void {
    void this.#opened.then(() => {
      for (const message of messages) this.#ws.send(typeof message === 'string' ? message : JSON.stringify(message))
    })
  }

  /** Waits until these contexts are finalised; with none, until the only one is. */
  async finals(...ids: string[]): Promise<void> {
    const done = (id?: string): boolean =>
      this.messages.some(({ contextId, isFinal }) => isFinal === true && contextId === id)
    while (ids.length > 0 ? !ids.every(done) : !done()) await this.next()
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  audioOf(id?: string): Uint8Array {
    return Buffer.concat(this.#of(id).map(({ audio }) => Buffer.from(audio ?? '', 'base64')))
  }

  textOf(id?: string): string {
    return this.#of(id)
      .map(({ alignment }) => alignment?.chars.join('') ?? '')
      .join('')
  }

  close(): void {
    this.#ws.terminate()
  }

  #of(id?: string): Message[] {
    return this.messages.filter(({ contextId }) => contextId === id)
  }
}
