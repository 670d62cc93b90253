import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { Listener } from '../speech/spoken.ts'
import type { StreamPeer } from './application.fake.ts'
import { accountSid, authToken, startRig, until, type Rig } from './rig.fake.ts'

const audio = (ms: number, byte = 0x10) => Buffer.alloc(ms * 8, byte).toString('base64')

async function answered(
  rig: Rig,
  form: Record<string, string> = {},
): Promise<{ sid: string; peer: StreamPeer; streamSid: string }> {
  const sid = await rig.call({
    Url: '',
    Twiml: rig.connectTo('/stream', '<Parameter name="token" value="t1"/>'),
    ...form,
  })
  await until(rig.phone, ({ state }) => state === 'ringing')
  rig.phone.answer()
  const peer = await rig.application.stream()
  const start = await peer.next('start')
  return { sid, peer, streamSid: String(start.streamSid) }
}

it('opens with connected and start, on a signed upgrade, counters as strings', async () => {
  const rig = await startRig()
  const sid = await rig.call({ Url: '', Twiml: rig.connectTo('/stream', '<Parameter name="token" value="t1"/>') })
  await until(rig.phone, ({ state }) => state === 'ringing')
  rig.phone.answer()
  const peer = await rig.application.stream()
  expect(
    validateRequest(authToken, String(peer.headers['x-twilio-signature']), `${rig.application.ws}/stream`, {}),
  ).toBe(true)
  expect(await peer.messages.next()).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' })
  const start = await peer.messages.next()
  expect(start).toEqual({
    event: 'start',
    sequenceNumber: '1',
    streamSid: expect.stringMatching(/^MZ[0-9a-f]{32}$/),
    start: {
      streamSid: start.streamSid,
      accountSid,
      callSid: sid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: { token: 't1' },
    },
  })
  rig.clock.advance(40)
  expect(await peer.messages.next()).toMatchObject({
    event: 'media',
    sequenceNumber: '2',
    media: { track: 'inbound', chunk: '1', timestamp: '20', payload: audio(20, 0xff) },
  })
  expect(await peer.messages.next()).toMatchObject({ sequenceNumber: '3', media: { chunk: '2', timestamp: '40' } })
})

it('plays what is sent in real time and echoes a mark when the audio before it has played', async () => {
  const rig = await startRig()
  const { peer, streamSid } = await answered(rig)
  peer.send({ event: 'media', streamSid, media: { payload: audio(1_000) } })
  peer.send({ event: 'mark', streamSid, mark: { name: 'said' } })
  await peer.settled()
  rig.clock.advance(1_000)
  await peer.settled()
  expect(peer.messages.all.filter(({ event }) => event === 'mark')).toEqual([])
  expect(rig.phone.heard.audibleMs).toBe(1_000)
  rig.clock.advance(20)
  expect(await peer.next('mark')).toMatchObject({ event: 'mark', streamSid, mark: { name: 'said' } })
  expect(rig.phone.heard.segments).toEqual([{ startMs: 20, endMs: 1_020 }])
})

it('falls silent at clear and echoes every outstanding mark in order', async () => {
  const rig = await startRig()
  const { peer, streamSid } = await answered(rig)
  for (const name of ['a', 'b', 'c']) {
    peer.send({ event: 'media', streamSid, media: { payload: audio(1_000) } })
    peer.send({ event: 'mark', streamSid, mark: { name } })
  }
  await peer.settled()
  rig.clock.advance(1_500)
  expect(await peer.next('mark')).toMatchObject({ mark: { name: 'a' } })
  peer.send({ event: 'clear', streamSid })
  const echoed = [await peer.next('mark'), await peer.next('mark')]
  expect(echoed.map(({ mark }) => mark)).toEqual([{ name: 'b' }, { name: 'c' }])
  expect(Number(echoed[1]?.sequenceNumber)).toBe(Number(echoed[0]?.sequenceNumber) + 1)
  rig.clock.advance(2_000)
  expect(rig.phone.heard.audibleMs).toBe(1_500)
})

it('ignores another stream’s sid and what it cannot read, and says so once', async () => {
  const rig = await startRig()
  const { peer, streamSid } = await answered(rig)
  peer.send({ event: 'media', streamSid: 'MZother', media: { payload: audio(100) } })
  peer.send('{"event":"media"')
  peer.send({ event: 'mark', streamSid, mark: {} })
  peer.send({ event: 'mark', streamSid, mark: { name: 'alive' } })
  expect(await peer.next('mark')).toMatchObject({ mark: { name: 'alive' } })
  rig.clock.advance(200)
  expect(rig.phone.heard.audibleMs).toBe(0)
  expect(rig.twilio.notices.notices().filter(({ code }) => code === 31950)).toHaveLength(1)
})

it('says stop before it closes when the caller hangs up', async () => {
  const rig = await startRig()
  const { sid, peer } = await answered(rig)
  rig.phone.hangUp()
  await peer.closed
  expect(peer.messages.all.at(-1)).toMatchObject({ event: 'stop', stop: { accountSid, callSid: sid } })
})

it('is killed by new TwiML for the call', async () => {
  const rig = await startRig()
  const { sid, peer } = await answered(rig)
  await rig.rest('POST', `/Calls/${sid}.json`, { Twiml: '<Response><Pause length="5"/></Response>' })
  await peer.closed
  expect(peer.messages.all.at(-1)?.event).toBe('stop')
  expect(rig.phone.state).toBe('in-call')
})

it('hands the call on when the application closes it: to action, or to the end', async () => {
  const rig = await startRig()
  const { peer } = await answered(rig)
  peer.close()
  await until(rig.phone, ({ state }) => state === 'idle')
  expect(rig.phone.call?.endedReason).toBe('remote-hung-up')

  rig.application.answers('/after', { body: '<Response><Say>Goodbye.</Say></Response>' })
  const twiml = `<Response><Connect action="${rig.application.url}/after"><Stream url="${rig.application.ws}/stream"/></Connect></Response>`
  const second = await answered(rig, { Twiml: twiml })
  second.peer.close()
  expect((await rig.application.next('/after')).params).toMatchObject({
    CallStatus: 'in-progress',
    StreamSid: second.streamSid,
  })
  await until(rig.phone, ({ saidToIt }) => saidToIt.includes('Goodbye.'))
})

it('reports its start, its end and its failures', async () => {
  const rig = await startRig()
  const status = `${rig.application.url}/stream-status`
  const twiml = (url: string) =>
    `<Response><Connect><Stream url="${url}" statusCallback="${status}"/></Connect><Pause length="9"/></Response>`
  const { peer, streamSid } = await answered(rig, { Twiml: twiml(`${rig.application.ws}/stream`) })
  expect((await rig.application.next('/stream-status')).params).toMatchObject({
    StreamEvent: 'stream-started',
    StreamSid: streamSid,
  })
  peer.close()
  expect((await rig.application.next('/stream-status')).params).toMatchObject({ StreamEvent: 'stream-stopped' })
  rig.phone.hangUp()

  for (const [url, code] of [
    ['ws://localhost:1/stream', 31902],
    ['ws://voice.example/stream', 31922],
    [`${rig.application.ws}/stream?token=1`, 31920],
  ] as const) {
    await rig.call({ Url: '', Twiml: twiml(url) })
    await until(rig.phone, ({ state }) => state === 'ringing')
    rig.phone.answer()
    const { params } = await rig.application.next('/stream-status')
    expect(params.StreamEvent).toBe('stream-error')
    expect(rig.twilio.notices.notices().at(-1)?.code).toBe(code)
    expect(rig.phone.state).toBe('in-call')
    rig.phone.hangUp()
  }
})

it('carries keys as dtmf, with the track spelled as Twilio spells it there', async () => {
  const rig = await startRig()
  const { peer } = await answered(rig)
  rig.phone.press('5#')
  expect(await peer.next('dtmf')).toMatchObject({ dtmf: { track: 'inbound_track', digit: '5' } })
  expect(await peer.next('dtmf')).toMatchObject({ dtmf: { digit: '#' } })
})

it('keeps ten minutes of audio and warns of the rest', async () => {
  const rig = await startRig()
  const { peer, streamSid } = await answered(rig)
  for (let minute = 0; minute < 11; minute++)
    peer.send({ event: 'media', streamSid, media: { payload: audio(60_000) } })
  await peer.settled()
  expect(rig.twilio.notices.notices().filter(({ code }) => code === 31931)).toHaveLength(1)
})

it('loses frames but neither their numbers nor their time', async () => {
  const rig = await startRig({ faults: { mediaLossRate: 0.5 } })
  const { peer } = await answered(rig)
  rig.clock.advance(4_000)
  await peer.settled()
  const chunks = peer.messages.all.flatMap((message) => (message.event === 'media' ? [message] : []))
  expect(chunks.length).toBeGreaterThan(60)
  expect(chunks.length).toBeLessThan(140)
  const last = z
    .object({ media: z.object({ chunk: z.coerce.number(), timestamp: z.coerce.number() }) })
    .parse(chunks.at(-1))
  expect(last.media.chunk).toBeGreaterThan(chunks.length)
  expect(last.media.timestamp).toBe(last.media.chunk * 20)
})

it('sends pieces of odd sizes, nothing missing, and chatter between them', async () => {
  const rig = await startRig({ faults: { rechunk: true, mediaGarbageRate: 0.2 } })
  const { peer } = await answered(rig)
  rig.phone.say('Odd pieces are still words.')
  rig.clock.advance(4_000)
  await peer.settled()
  const sizes = peer.audio().map((piece) => piece.length)
  expect(new Set(sizes).size).toBeGreaterThan(5)
  expect(sizes.some((size) => size % 160 !== 0)).toBe(true)
  expect(peer.messages.all.some(({ event }) => event === 'unheard-of' || event === 'unreadable')).toBe(true)
  const listener = new Listener()
  const words = peer.audio().flatMap((piece) => listener.feed(piece))
  expect(words.map(({ text }) => text).join(' ')).toBe('Odd pieces are still words.')
})

it('falls half-open: the socket stays and nothing comes', async () => {
  const rig = await startRig()
  const { peer } = await answered(rig)
  rig.twilio.faults.change({ mediaHalfOpen: true })
  const before = peer.messages.all.length
  rig.clock.advance(1_000)
  await peer.settled()
  expect(peer.messages.all.length).toBe(before)
})

it('is cut without a stop', async () => {
  const rig = await startRig({ faults: { cutStreamAfterMs: 300 } })
  const { peer } = await answered(rig)
  rig.clock.advance(300)
  await peer.closed
  expect(peer.messages.all.some(({ event }) => event === 'stop')).toBe(false)
})
