// One bidirectional media stream: Twilio's side of the websocket. Dials the application, carries the line, echoes marks.
import { WebSocket } from 'ws'
import { CallerFrames } from './caller-frames.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Debugger } from './debugger.ts'
import type { Faults } from './faults.ts'
import type { Line } from './line.ts'
import { newSid } from './sid.ts'
import { parseStreamMessage } from './stream-messages.ts'
import type { StreamNoun } from './twiml.ts'

export type StreamContext = {
  accountSid: string
  callSid: string
  line: Line
  clock: Clock
  faults: Faults
  notices: Debugger
  signUpgrade(url: string): string
}

export type StreamEvent = { type: 'started' } | { type: 'stopped' } | { type: 'failed'; code: number; text: string }

/** Twilio gives up on a handshake after about this long (31901). */
const HANDSHAKE_MS_MAX = 10_000
/** How long a socket may take to close politely before it is cut. */
const CLOSE_MS_MAX = 2_000
/** One chunk of an application's message may carry at most this much audio text. */
const MESSAGE_BYTES_MAX = 4_000_000

export class MediaStream {
  readonly sid = newSid('MZ')
  readonly #noun: StreamNoun
  readonly #context: StreamContext
  readonly #frames: CallerFrames
  readonly #warned = new Set<number>()
  readonly #timers: Cancel[] = []
  #socket: WebSocket | null = null
  #sequence = 0
  #phase: 'dialling' | 'open' | 'closing' | 'over' = 'dialling'
  #report: (event: StreamEvent) => void = () => {}

  constructor(noun: StreamNoun, context: StreamContext) {
    this.#noun = noun
    this.#context = context
    this.#frames = new CallerFrames(context.faults)
  }

  /** Runs until either side ends it. The last report is `stopped` or `failed`, exactly once. */
  open(report: (event: StreamEvent) => void): void {
    this.#report = report
    const refusal = refuseUrl(this.#noun.url)
    if (refusal) return this.#fail(refusal.code, refusal.text)
    const { clock, signUpgrade } = this.#context
    const socket = new WebSocket(this.#noun.url, {
      headers: { 'X-Twilio-Signature': signUpgrade(this.#noun.url), 'User-Agent': 'TwilioMediaStreams/1.0' },
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
    })
    this.#socket = socket
    this.#timers.push(
      clock.after(
        HANDSHAKE_MS_MAX,
        () => this.#phase === 'dialling' && this.#fail(31901, 'Stream: connection timeout'),
      ),
    )
    socket.on('open', () => this.#start())
    socket.on('unexpected-response', (_request, response) => {
      this.#fail(31920, `Stream: handshake answered with HTTP ${response.statusCode}`)
    })
    socket.on('error', () => this.#fail(this.#phase === 'dialling' ? 31902 : 31924, 'Stream: connection failed'))
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? null : data.toString()))
    socket.on('close', () => this.#over({ type: 'stopped' }))
  }

  /** Ends the stream from Twilio's side: `stop`, then a polite close. */
  stop(): void {
    if (this.#phase === 'dialling') {
      this.#over({ type: 'stopped' })
      this.#socket?.terminate()
    }
    if (this.#phase !== 'open') return
    const { accountSid, callSid } = this.#context
    this.#send({ event: 'stop', stop: { accountSid, callSid } })
    this.#detach()
    this.#phase = 'closing'
    this.#socket?.close(1000)
    const socket = this.#socket
    this.#timers.push(this.#context.clock.after(CLOSE_MS_MAX, () => socket?.terminate()))
  }

  press(digit: string): void {
    if (this.#phase === 'open') this.#send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } })
  }

  #start(): void {
    if (this.#phase !== 'dialling') return
    this.#phase = 'open'
    const { accountSid, callSid, line, clock, faults } = this.#context
    this.#socket?.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }))
    this.#send({
      event: 'start',
      start: {
        streamSid: this.sid,
        accountSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: this.#noun.parameters,
      },
    })
    line.listener = { frame: (bytes) => this.#media(bytes) }
    const cutMs = faults.settings.cutStreamAfterMs
    if (cutMs > 0) this.#timers.push(clock.after(cutMs, () => this.#socket?.terminate()))
    this.#report({ type: 'started' })
  }

  #media(frame: Uint8Array): void {
    const { faults } = this.#context
    if (faults.happens(faults.settings.mediaGarbageRate)) this.#garbage()
    for (const { chunk, timestampMs, payload } of this.#frames.add(frame)) {
      const audio = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('base64')
      this.#send({
        event: 'media',
        media: { track: 'inbound', chunk: String(chunk), timestamp: String(timestampMs), payload: audio },
      })
    }
  }

  #garbage(): void {
    const kinds = [
      '{"event":"media"',
      '{"event":"unheard-of","streamSid":"' + this.sid + '"}',
      '{"event":"media"}',
      '[]',
    ]
    this.#socket?.send(kinds[this.#context.faults.between(0, kinds.length - 1)] ?? '')
  }

  #send(message: { event: string } & Record<string, unknown>): void {
    if (this.#context.faults.settings.mediaHalfOpen) return
    const { event, ...body } = message
    this.#sequence++
    this.#socket?.send(JSON.stringify({ event, sequenceNumber: String(this.#sequence), streamSid: this.sid, ...body }))
  }

  #receive(text: string | null): void {
    if (this.#phase !== 'open') return
    const message = text === null ? null : parseStreamMessage(text, this.sid)
    if (!message) return this.#warn(31950, 'Stream: malformed message or wrong streamSid, ignored')
    const { playOut } = this.#context.line
    if (message.event === 'clear') playOut.clear()
    else if (message.event === 'mark')
      playOut.mark(() => this.#send({ event: 'mark', mark: { name: message.mark.name } }))
    else if (!playOut.enqueue(Buffer.from(message.media.payload, 'base64'))) {
      this.#warn(31931, 'Stream: more than ten minutes of audio queued, the rest is discarded')
    }
  }

  #warn(code: number, text: string): void {
    if (this.#warned.has(code)) return
    this.#warned.add(code)
    this.#context.notices.raise(code, text, this.#context.callSid)
  }

  #fail(code: number, text: string): void {
    if (this.#phase === 'closing' || this.#phase === 'over') return
    this.#context.notices.raise(code, text, this.#context.callSid)
    this.#over({ type: 'failed', code, text })
    this.#socket?.terminate()
  }

  #detach(): void {
    const { line } = this.#context
    if (this.#phase !== 'open') return
    line.listener = null
    line.playOut.drop()
  }

  #over(event: StreamEvent): void {
    if (this.#phase === 'over') return
    this.#detach()
    this.#phase = 'over'
    for (const cancel of this.#timers) cancel()
    this.#report(event)
  }
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Twilio takes wss only and no query; a plain ws is allowed to this machine, where no certificate can be had. */
function refuseUrl(written: string): { code: number; text: string } | null {
  if (!URL.canParse(written)) return { code: 31923, text: 'Stream: the URL cannot be read' }
  const url = new URL(written)
  if (url.protocol !== 'wss:' && !(url.protocol === 'ws:' && loopback.has(url.hostname))) {
    return { code: 31922, text: 'Stream: the URL must be wss' }
  }
  return url.search ? { code: 31920, text: 'Stream: a query string in the URL is not supported' } : null
}
