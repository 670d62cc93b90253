import { DeepgramClient } from '@deepgram/sdk'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Faults } from '../faults.ts'
import { decodeFrame, SILENCE } from '../speech/mulaw.ts'
import { speak } from '../speech/spoken.ts'
import { ManualClock } from '../twilio/manual-clock.ts'
import { type DeepgramOptions, startDeepgram } from './server.ts'

type Message = Record<string, unknown>

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(options: Partial<DeepgramOptions> = {}): Promise<number> {
  const server = await startDeepgram({ port: 0, apiKey: 'dg-key', ...options })
  closers.push(server.close)
  return server.port
}

class Caller {
  readonly messages: Message[] = []
  readonly ws: WebSocket
  readonly closed: Promise<number>
  #waiting: (() => void)[] = []

  constructor(
    port: number,
    query: string,
    headers: Record<string, string> = { authorization: 'Token dg-key' },
    host = '127.0.0.1',
  ) {
    this.ws = new WebSocket(`ws://${host}:${port}/v2/listen?${query}`, { headers })
    this.closed = new Promise((resolve) => this.ws.on('close', resolve))
    this.ws.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)))
      for (const wake of this.#waiting.splice(0)) wake()
    })
    closers.push(() => this.ws.terminate())
  }

  /** The refused upgrade's status and body. */
  refusal(): Promise<[number, Message]> {
    return new Promise((resolve, reject) => {
      this.ws.on('error', () => undefined)
      this.ws.on('open', () => reject(new Error('was let in')))
      this.ws.on('unexpected-response', (_request, response) => {
        let body = ''
        response.on('data', (piece) => (body += String(piece)))
        response.on('end', () => resolve([response.statusCode ?? 0, JSON.parse(body)]))
      })
    })
  }

  async until(found: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const message = this.messages.find(found)
      if (message) return message
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  is(type: string): Promise<Message> {
    return this.until((message) => message.type === type || message.event === type)
  }
}

const MULAW = 'model=flux-general-en&encoding=mulaw&sample_rate=8000'
const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(SILENCE)

it("is heard by the vendor's own SDK", async () => {
  const port = await start()
  const client = new DeepgramClient({ apiKey: 'dg-key', baseUrl: `ws://localhost:${port}` })
  const socket = await client.listen.v2.connect({
    model: 'flux-general-en',
    encoding: 'mulaw',
    sample_rate: 8000,
    eager_eot_threshold: 0.5,
    reconnectAttempts: 0,
  })
  const seen: Message[] = []
  const ended = new Promise<void>((resolve) => {
    socket.on('message', (message) => {
      seen.push({ ...message })
      if ('event' in message && message.event === 'EndOfTurn') resolve()
    })
  })
  const closed = new Promise<number>((resolve) => socket.on('close', (event) => resolve(event.code)))
  socket.connect()
  await socket.waitForOpen()
  for (const audio of [speak('I skipped the gym today'), silence(800)]) {
    for (let at = 0; at < audio.length; at += 640) socket.sendMedia(audio.slice(at, at + 640).buffer)
  }
  await ended
  socket.sendCloseStream({ type: 'CloseStream' })
  expect(await closed).toBe(1000)
  expect(seen.map(({ sequence_id }) => sequence_id)).toEqual(seen.map((_, index) => index))
  expect(seen.filter(({ event }) => event !== 'Update').map(({ type, event }) => event ?? type)).toEqual([
    'Connected',
    'StartOfTurn',
    'EagerEndOfTurn',
    'EndOfTurn',
  ])
  expect(seen.find(({ event }) => event === 'EndOfTurn')).toMatchObject({
    transcript: 'I skipped the gym today',
    trigger: 'model',
  })
})

it.each([
  ['', 'model'],
  ['model=flux&encoding=mulaw&sample_rate=8000', 'model'],
  ['model=flux-general-en&sample_rate=8000', 'encoding'],
  ['model=flux-general-en&encoding=mulaw', 'sample_rate'],
  [`${MULAW}&eot_threshold=0.2`, 'eot_threshold'],
  [`${MULAW}&eot_threshold=0.5&eager_eot_threshold=0.8`, 'eager_eot_threshold'],
  [`${MULAW}&eot_timeout_ms=abc`, 'eot_timeout_ms'],
  [`${MULAW}&interim_results=true`, 'interim_results'],
  [`${MULAW}&language_hint=en`, 'language_hint'],
  [`${MULAW}&model=flux-general-en`, 'model'],
])('refuses the query %s', async (query, named) => {
  const [status, body] = await new Caller(await start(), query).refusal()
  expect([status, body.err_code]).toEqual([400, 'INVALID_QUERY_PARAMETER'])
  expect(body.err_msg).toContain(named)
})

it('lets in only its key, by header or as the subprotocol of browsers', async () => {
  const port = await start()
  expect((await new Caller(port, MULAW, {}).refusal())[0]).toBe(401)
  expect((await new Caller(port, MULAW, { authorization: 'Token wrong' }).refusal())[0]).toBe(401)
  await new Caller(port, MULAW, { authorization: 'Bearer dg-key' }).is('Connected')
  const browser = new WebSocket(`ws://127.0.0.1:${port}/v2/listen?${MULAW}`, ['token', 'dg-key'])
  closers.push(() => browser.terminate())
  await new Promise((resolve) => browser.on('open', resolve))
  expect(browser.protocol).toBe('token')
})

it('hears 16 kHz linear audio in odd pieces', async () => {
  const caller = new Caller(
    await start(),
    'model=flux-general-multi&encoding=linear16&sample_rate=16000&language_hint=es',
  )
  await caller.is('Connected')
  const narrow = decodeFrame(Uint8Array.from([...speak('¿Qué tal?'), ...silence(500)]))
  const wide = Buffer.alloc(narrow.length * 4)
  narrow.forEach((sample, n) => {
    wide.writeInt16LE(sample, n * 4)
    wide.writeInt16LE(Math.round((sample + (narrow[n + 1] ?? 0)) / 2), n * 4 + 2)
  })
  for (let at = 0; at < wide.length; at += 777) caller.ws.send(wide.subarray(at, at + 777))
  expect(await caller.is('EndOfTurn')).toMatchObject({
    transcript: '¿Qué tal?',
    languages: ['es'],
    languages_hinted: ['es'],
  })
})

it('can be configured on the way, and says when it cannot', async () => {
  const caller = new Caller(await start(), MULAW)
  await caller.is('Connected')
  caller.ws.send('{"type":"Configure","thresholds":{"eager_eot_threshold":0.9},"keyterms":["Acme"]}')
  expect(await caller.is('ConfigureFailure')).toMatchObject({ sequence_id: 1 })
  caller.ws.send(
    '{"type":"Configure","thresholds":{"eot_threshold":0.8,"eager_eot_threshold":0.4},"keyterms":["Acme"]}',
  )
  expect(await caller.is('ConfigureSuccess')).toMatchObject({
    thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.4, eot_timeout_ms: 5_000 },
    keyterms: ['Acme'],
  })
  caller.ws.send(speak('Hello'))
  caller.ws.send(silence(600))
  await caller.is('EagerEndOfTurn')
  caller.ws.send(speak('Bye'))
  caller.ws.send('{"type":"ForceEndTurn"}')
  expect(await caller.until(({ trigger }) => trigger === 'manual')).toMatchObject({ turn_index: 1, transcript: 'Bye' })
})

it('is ended by a message it cannot read, or by a forced end where that is off', async () => {
  const port = await start({ forceEndTurn: false })
  for (const message of ['{', '{"type":"KeepAlive"}', '{"type":"ForceEndTurn"}']) {
    const caller = new Caller(port, MULAW)
    await caller.is('Connected')
    caller.ws.send(message)
    expect(await caller.is('Error')).toMatchObject({ code: 'UNPARSABLE_CLIENT_MESSAGE', sequence_id: 1 })
    expect(await caller.closed).toBe(1008)
  }
})

it('closes a socket that brings neither audio nor pings', async () => {
  const clock = new ManualClock()
  const caller = new Caller(await start({ clock, idleMs: 60_000 }), MULAW)
  await caller.is('Connected')
  clock.advance(50_000)
  caller.ws.send('{"type":"Configure"}')
  await caller.is('ConfigureSuccess')
  clock.advance(59_000)
  expect(caller.ws.readyState).toBe(WebSocket.OPEN)
  clock.advance(1_000)
  expect(await caller.is('Error')).toMatchObject({ code: 'NET-0001' })
  expect(await caller.closed).toBe(1011)
})

it('has room for so many streams', async () => {
  const port = await start({ streamsMax: 1 })
  const first = new Caller(port, MULAW)
  await first.is('Connected')
  expect((await new Caller(port, MULAW).refusal())[0]).toBe(429)
})

it('misbehaves as told, also in the middle of a stream', async () => {
  const faults = new Faults()
  const port = await start({ faults })
  const caller = new Caller(port, MULAW)
  await caller.is('Connected')
  faults.arm({ silentSocket: true })
  caller.ws.send(speak('Hello'))
  caller.ws.ping()
  await new Promise((resolve) => caller.ws.on('pong', resolve))
  expect(caller.messages).toHaveLength(1)
  faults.arm({ dropAfterBytes: 10 })
  caller.ws.send(silence(300))
  expect(await caller.closed).toBe(1006)
  faults.arm({ status: 429, times: 1 })
  expect((await new Caller(port, MULAW).refusal())[0]).toBe(429)
  await new Caller(port, MULAW).is('Connected')
  faults.arm({ acceptThenClose: true })
  expect(await new Caller(port, MULAW).closed).toBe(1011)
})

it('answers on both loopbacks and closes promptly with sockets open', async () => {
  const server = await startDeepgram({ port: 0 })
  const caller = new Caller(server.port, MULAW, undefined, 'localhost')
  await caller.is('Connected')
  await server.close()
  expect(await caller.closed).toBe(1006)
})
