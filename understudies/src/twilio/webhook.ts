// Asks the application's webhooks: signed, bounded in time, retried only as the URL's fragment says.
import { randomUUID } from 'node:crypto'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import { sign, type Form } from './signature.ts'
import { isWebhookUrl, parseWebhookUrl, type RetryReason, type WebhookTarget } from './webhook-url.ts'

export type WebhookMethod = 'GET' | 'POST'
export type WebhookRequest = { url: string; method: WebhookMethod; form: Form }
export type WebhookReply =
  | { kind: 'reply'; status: number; contentType: string; body: string }
  | { kind: 'failed'; reason: RetryReason; status: number | null }

/** TwiML over 64 kB is refused by Twilio (11750); anything longer is cut here and will not parse. */
const REPLY_BYTES_MAX = 65_536

export class Webhooks {
  readonly #authToken: string
  readonly #clock: Clock
  readonly #faults: Faults
  readonly #closing = new AbortController()

  constructor(options: { authToken: string; clock: Clock; faults: Faults }) {
    this.#authToken = options.authToken
    this.#clock = options.clock
    this.#faults = options.faults
  }

  async send(request: WebhookRequest): Promise<WebhookReply> {
    if (!isWebhookUrl(request.url)) return { kind: 'failed', reason: 'ct', status: null }
    const target = parseWebhookUrl(request.url)
    const token = randomUUID()
    const deadline = this.#clock.now() + target.totalMs
    for (let attempt = 0; ; attempt++) {
      const reply = await this.#attempt(target, request, token, deadline)
      const again = reply.kind === 'failed' && target.retryOn.has(reply.reason) && attempt < target.retries
      if (!again || this.#closing.signal.aborted || this.#clock.now() >= deadline) return reply
    }
  }

  /** The signature of a websocket upgrade: the URL alone, exactly as the TwiML wrote it. */
  signUpgrade(url: string): string {
    return sign(this.#authToken, url)
  }

  close(): void {
    this.#closing.abort()
  }

  #attempt(target: WebhookTarget, request: WebhookRequest, token: string, deadline: number): Promise<WebhookReply> {
    const { promise, resolve } = Promise.withResolvers<WebhookReply>()
    const settle = (reply: WebhookReply) => {
      cancelConnect()
      cancelRead()
      this.#closing.signal.removeEventListener('abort', abandon)
      resolve(reply)
    }
    const failed = (reason: RetryReason) => {
      outgoing?.destroy()
      settle({ kind: 'failed', reason, status: null })
    }
    const abandon = () => failed('ct')
    const left = Math.max(0, deadline - this.#clock.now())
    let connected = false
    let outgoing: ReturnType<typeof requestHttp> | undefined
    let cancelConnect = this.#clock.after(Math.min(target.connectMs, left), () => failed('ct'))
    let cancelRead = () => {}
    this.#closing.signal.addEventListener('abort', abandon)
    if (this.#closing.signal.aborted) {
      abandon()
      return promise
    }

    const start = () => {
      outgoing = this.#open(target, request, token)
      outgoing.on('socket', (socket) => {
        socket.on('connect', () => {
          connected = true
          cancelConnect()
          const readMs = Math.min(target.readMs, Math.max(0, deadline - this.#clock.now()))
          cancelRead = this.#clock.after(readMs, () => failed('rt'))
        })
      })
      outgoing.on('error', () => failed(connected ? 'rt' : 'ct'))
      outgoing.on('response', (incoming) => {
        readReply(
          incoming,
          (body) => settle(classify(incoming, body)),
          () => failed('rt'),
        )
      })
    }
    const latencyMs = this.#faults.settings.latencyMs
    if (latencyMs === 0) start()
    else {
      cancelConnect()
      cancelConnect = this.#clock.after(latencyMs, start)
    }
    return promise
  }

  #open(target: WebhookTarget, { method, form }: WebhookRequest, token: string) {
    const fields = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString()
    const url = method === 'GET' ? withQuery(target.url, fields) : target.url
    const body = method === 'GET' ? '' : fields
    const signature = sign(this.#authToken, url, method === 'GET' ? [] : form)
    const request = url.startsWith('https:') ? requestHttps : requestHttp
    const outgoing = request(url, {
      method,
      agent: false,
      headers: {
        'User-Agent': 'TwilioProxy/1.1',
        Accept: '*/*',
        'X-Twilio-Signature': signature,
        'I-Twilio-Idempotency-Token': token,
        ...(method === 'POST'
          ? {
              'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
              'Content-Length': Buffer.byteLength(body),
            }
          : {}),
      },
    })
    outgoing.end(body)
    return outgoing
  }
}

function withQuery(url: string, fields: string): string {
  if (!fields) return url
  return `${url}${url.includes('?') ? '&' : '?'}${fields}`
}

function readReply(incoming: IncomingMessage, done: (body: string) => void, broken: () => void): void {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    if (size < REPLY_BYTES_MAX) chunks.push(chunk)
    size += chunk.length
  })
  incoming.on('end', () => done(Buffer.concat(chunks).subarray(0, REPLY_BYTES_MAX).toString('utf8')))
  incoming.on('error', broken)
}

function classify(incoming: IncomingMessage, body: string): WebhookReply {
  const status = incoming.statusCode ?? 0
  if (status >= 500) return { kind: 'failed', reason: '5xx', status }
  if (status >= 400) return { kind: 'failed', reason: '4xx', status }
  return { kind: 'reply', status, contentType: incoming.headers['content-type'] ?? '', body }
}
