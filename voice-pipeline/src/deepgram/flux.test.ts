import type { Deepgram } from '@deepgram/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import type { EarFact } from '../speech/ports.ts'
import { PING_MS, STRANGE_MESSAGES_MAX } from '../speech/provider-socket.ts'
import { fakeProvider, type FakeProvider } from '../testing/fake-provider.ts'
import { inbox } from '../testing/inbox.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { chunker } from './chunker.ts'
import { flux, MUTE_MS_MAX, PENDING_BYTES_MAX, PAUSE_MS } from './flux.ts'

const open: FakeProvider[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((provider) => provider.close()))
})

async function listening(refuse: number | null = null) {
  const provider = await fakeProvider(refuse)
  open.push(provider)
  const clock = manualClock()
  const facts = inbox<EarFact>()
  const hear = flux({ apiKey: 'dg-key', baseUrl: provider.url, clock })
  const ear = hear({ model: 'flux-general-en', keyterms: ['Brad', 'gym'] }, facts.push)
  return { provider, clock, facts, ear, closed: () => facts.until((fact) => fact.type === 'closed') }
}

const turnInfo = (
  event: Deepgram.listen.ListenV2TurnInfo.Event,
  transcript: string,
  more: Partial<Deepgram.listen.ListenV2TurnInfo> = {},
): Deepgram.listen.ListenV2TurnInfo => ({
  type: 'TurnInfo',
  request_id: 'r1',
  sequence_id: 7,
  event,
  turn_index: 0,
  audio_window_start: 0,
  audio_window_end: 0.16,
  transcript,
  words: [],
  end_of_turn_confidence: 0.5,
  ...more,
})

const frame = (fill: number) => new Uint8Array(160).fill(fill)

describe('the Flux ear', () => {
  it('asks for mu-law at 8 kHz, with its key in a header and the terms one by one', async () => {
    const { provider, facts } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    const [upgrade] = provider.upgrades
    expect(upgrade?.path).toBe(
      '/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&keyterm=Brad&keyterm=gym',
    )
    expect(upgrade?.headers).toMatchObject({ authorization: 'Token dg-key' })
  })

  it('sends 80 ms at a time and keeps what was said while it connected', async () => {
    const { provider, ear } = await listening()
    for (let index = 1; index <= 6; index++) ear.write(frame(index))
    const { bytes } = await provider.received.until((message) => message.bytes !== null)
    expect([bytes?.byteLength, bytes?.[0], bytes?.[639]]).toEqual([640, 1, 4])
    ear.write(frame(7))
    ear.write(frame(8))
    await provider.received.until((message) => message.bytes?.[0] === 5)
    expect(ear.heardMs()).toBe(160)
  })

  it('feeds silence when the line pauses, since end of turn runs on audio', async () => {
    const { provider, clock, facts, ear } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    clock.advance(PAUSE_MS)
    expect(ear.heardMs()).toBe(0)
    clock.advance(PAUSE_MS)
    const { bytes } = await provider.received.until((message) => message.bytes !== null)
    expect(bytes?.every((byte) => byte === 0xff)).toBe(true)
    expect(ear.heardMs()).toBe(480)
    clock.advance(PAUSE_MS)
    expect(ear.heardMs()).toBe(720)
  })

  it('says words, then the whole turn, and how far it lags behind the audio', async () => {
    const { provider, facts, ear } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    for (let index = 0; index < 20; index++) ear.write(frame(1))
    provider.say({ type: 'Connected', request_id: 'r1', sequence_id: 0 })
    provider.say(turnInfo('StartOfTurn', ''))
    provider.say(turnInfo('Update', 'I skipped'))
    provider.say(
      turnInfo('EndOfTurn', 'I skipped the gym.', {
        words: [
          { word: 'gym', confidence: 0.9, start: 0.05, end: 0.1 },
          { word: '.', confidence: 0.9 },
        ],
        trigger: 'model',
      }),
    )
    await facts.until((fact) => fact.type === 'done')
    expect(facts.all.slice(1)).toEqual([
      { type: 'words', text: '' },
      { type: 'words', text: 'I skipped' },
      { type: 'done', text: 'I skipped the gym.', lagMs: 300 },
    ])
  })

  it('closes once, with the reason, when the far end drops, errs or refuses', async () => {
    const dropped = await listening()
    ;(await dropped.provider.connected.until(() => true)).terminate()
    expect(await dropped.closed()).toMatchObject({ failure: { kind: 'dropped' } })

    const erring = await listening()
    await erring.facts.until((fact) => fact.type === 'opened')
    erring.provider.say({ type: 'Error', sequence_id: 14, code: 'INTERNAL_SERVER_ERROR', description: 'no' })
    expect(await erring.closed()).toMatchObject({ failure: { kind: 'protocol', message: 'INTERNAL_SERVER_ERROR' } })

    const refused = await listening(401)
    expect(await refused.closed()).toMatchObject({ failure: { kind: 'refused', message: 'handshake answered 401' } })
    for (const { facts } of [dropped, erring, refused])
      expect(facts.all.filter((fact) => fact.type === 'closed')).toHaveLength(1)
  })

  it('skips garbage and new kinds of message, but not for ever', async () => {
    const { provider, facts, closed } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    provider.say({ type: 'SomethingNew', field: 1 })
    for (let count = 0; count < STRANGE_MESSAGES_MAX; count++) provider.say('{not json')
    provider.say(turnInfo('Update', 'still here'))
    await facts.until((fact) => fact.type === 'words')
    provider.say('"nonsense"')
    expect(await closed()).toMatchObject({ failure: { kind: 'protocol' } })
  })

  it('does not wait for ever for the end of a turn that was begun by a noise', async () => {
    const { provider, clock, facts, closed } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    provider.say(turnInfo('StartOfTurn', ''))
    await facts.until((fact) => fact.type === 'words')
    clock.advance(MUTE_MS_MAX)
    expect(await closed()).toMatchObject({ failure: { message: 'no word since the turn began' } })
  })

  it('notices a connection that is only half open', async () => {
    const { clock, facts, closed } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    clock.advance(3 * PING_MS)
    expect(await closed()).toMatchObject({ failure: { kind: 'timeout', message: 'no pong' } })
  })

  it('says goodbye to the vendor and to nobody else when the call is over', async () => {
    const { provider, facts, ear, closed } = await listening()
    await facts.until((fact) => fact.type === 'opened')
    ear.close()
    expect(await closed()).toEqual({ type: 'closed', failure: null })
    await provider.received.until((message) => message.json['type'] === 'CloseStream')
    expect(await provider.closed.until(() => true)).toBe(1000)
  })
})

describe('the chunker', () => {
  it('keeps the newest audio when the socket takes too long', () => {
    const chunks = chunker(640, 1_600)
    for (let index = 0; index < 20; index++) chunks.push(frame(index))
    expect(chunks.take()?.[0]).toBe(10)
    expect(PENDING_BYTES_MAX).toBeGreaterThan(4_000 * 8)
  })

  it('loses and reorders nothing below its bound', () => {
    const chunks = chunker(640, 100_000)
    const sent: number[] = []
    const got: number[] = []
    for (let index = 0; index < 100; index++) {
      const bytes = Uint8Array.from({ length: (index * 37) % 300 }, (_, at) => (index + at) & 255)
      sent.push(...bytes)
      chunks.push(bytes)
      for (let chunk = chunks.take(); chunk; chunk = chunks.take()) got.push(...chunk)
    }
    expect(got).toEqual(sent.slice(0, got.length))
    expect(sent.length - got.length).toBeLessThan(640)
  })
})
