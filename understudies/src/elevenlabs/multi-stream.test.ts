import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Faults } from '../faults.ts'
import { Listener } from '../speech/listener.ts'
import { loudness } from '../speech/mulaw.ts'
import { ManualClock } from '../twilio/manual-clock.ts'
import { type Running } from '../loopback.ts'
import { startElevenLabs } from './server.ts'
import { StreamClient } from './stream-client.ts'
import { VOICES } from './voices.ts'

const clock = new ManualClock()
const faults = new Faults()
const clients: StreamClient[] = []
let server: Running

beforeAll(async () => {
  server = await startElevenLabs({ port: 0, apiKey: 'xi', clock, faults })
})
afterAll(() => server.close())
afterEach(() => {
  faults.heal()
  for (const client of clients.splice(0)) client.close()
})

const SARAH = 'EXAVITQu4vr4xnSDxMaL'

function open(
  query = 'output_format=ulaw_8000&auto_mode=true',
  door = 'multi-stream-input',
  voice = SARAH,
): StreamClient {
  const client = new StreamClient(
    `ws://localhost:${server.port}/v1/text-to-speech/${voice}/${door}?model_id=eleven_flash_v2_5&${query}`,
    { 'xi-api-key': 'xi' },
  )
  clients.push(client)
  return client
}

it('speaks each context under its own id and finalises it after closing', async () => {
  const client = open()
  client.send(
    { context_id: 'a', text: ' ' },
    { context_id: 'a', text: 'Hello Sam, how are you? ' },
    { context_id: 'b', text: 'Good morning. ' },
  )
  client.send({ context_id: 'a', close_context: true }, { context_id: 'b', close_context: true })
  await client.finals('a', 'b')
  expect(client.textOf('a')).toBe('Hello Sam, how are you? ')
  expect(client.textOf('b')).toBe('Good morning. ')
  const seconds = client.audioOf('a').length / 8_000
  expect(seconds).toBeGreaterThan(1)
  expect(seconds).toBeLessThan(4)
  expect(client.messages.every((message) => !('context_id' in message))).toBe(true)
})

it('is heard as sound, never as words, in every voice', async () => {
  for (const { id } of VOICES) {
    const client = open(undefined, undefined, id)
    client.send(
      {
        context_id: 'a',
        text: 'The quick brown fox jumps over the lazy dog, again and again, until nobody is listening any more. ',
      },
      { context_id: 'a', close_context: true },
    )
    await client.finals('a')
    const audio = client.audioOf('a')
    expect(loudness(audio)).toBeGreaterThan(1_200)
    expect(loudness(audio)).toBeLessThan(6_000)
    const listener = new Listener()
    expect([...listener.feed(audio), ...listener.finish()]).toEqual([])
    expect(listener.soundUntil).toBeGreaterThan(3)
  }
})

it('aligns characters with their chunk, and covers its audio', async () => {
  const client = open()
  client.send(
    { context_id: 'a', text: 'One two three four five six seven eight nine ten. ' },
    { context_id: 'a', close_context: true },
  )
  await client.finals('a')
  const chunks = client.messages.filter(({ audio }) => audio)
  expect(chunks.length).toBeGreaterThan(3)
  for (const { audio, alignment } of chunks) {
    const ms = Buffer.from(audio ?? '', 'base64').length / 8
    const starts = alignment?.charStartTimesMs ?? []
    expect(starts[0]).toBe(0)
    expect(alignment?.chars).toHaveLength(starts.length)
    expect((starts.at(-1) ?? 0) + (alignment?.charsDurationsMs.at(-1) ?? 0)).toBeGreaterThan(ms - 3)
    expect((starts.at(-1) ?? 0) + (alignment?.charsDurationsMs.at(-1) ?? 0)).toBeLessThan(ms + 3)
  }
})

it('keeps flushed text of a closed context coming, and drops what was not flushed', async () => {
  const client = open('output_format=ulaw_8000')
  client.send({ context_id: 'a', text: 'This is said. ', flush: true }, { context_id: 'a', text: 'This is not. ' })
  client.send({ context_id: 'a', close_context: true, text: 'Nor this. ' })
  await client.finals('a')
  expect(client.textOf('a')).toBe('This is said. ')
})

it('closes the socket on a sixth context, phantoms counted', async () => {
  const client = open()
  client.send(
    { context_id: '1', text: ' ' },
    { context_id: '2', flush: true },
    { context_id: '3', text: '' },
    { context_id: '4', text: ' ' },
    { context_id: '5', text: ' ' },
  )
  client.send({ context_id: '1', text: '' })
  client.send({ context_id: '6', text: ' ' })
  expect(await client.closed).toEqual({ code: 1008, reason: 'max_active_conversations' })
})

it('has room again once a context is finalised', async () => {
  const client = open()
  for (let n = 0; n < 8; n++) {
    client.send({ context_id: `c${n}`, text: ' ' }, { context_id: `c${n}`, close_context: true })
    await client.finals(`c${n}`)
  }
  expect(client.messages).toHaveLength(8)
})

it('ends a context, and then the socket, that nobody feeds', async () => {
  const client = open('output_format=ulaw_8000&inactivity_timeout=60')
  client.send(
    { context_id: 'a', text: ' ' },
    { context_id: 'b', text: 'x', flush: true },
    { context_id: 'b', close_context: true },
  )
  await client.finals('b')
  clock.advance(59_000)
  client.send({ context_id: 'a', text: '' }, { context_id: 'c', text: ' ' }, { context_id: 'c', close_context: true })
  await client.finals('c')
  clock.advance(59_000)
  expect(client.messages.some(({ contextId, isFinal }) => contextId === 'a' && isFinal)).toBe(false)
  clock.advance(1_000)
  await client.finals('a')
  expect((await client.closed).code).toBe(1008)
})

it('closes at once when asked', async () => {
  const client = open()
  client.send({ context_id: 'a', text: 'A long sentence that nobody will hear the end of. ' }, { close_socket: true })
  expect((await client.closed).code).toBe(1000)
})

it('ends a conversation it cannot understand', async () => {
  const client = open()
  client.send('nonsense')
  expect((await client.closed).code).toBe(1008)
})

it('misbehaves as told', async () => {
  faults.arm({ garbage: true })
  const garbled = open()
  garbled.send({ context_id: 'a', text: 'Hello. ' })
  await garbled.unreadable
  faults.arm({ dropAfterBytes: 2_000 })
  const dropped = open()
  dropped.send({ context_id: 'a', text: 'Hello there, and so on. ' })
  expect((await dropped.closed).code).toBe(1006)
  faults.arm({ rechunk: 7 })
  const slow = open()
  slow.send({ context_id: 'a', text: 'Hello. ' }, { context_id: 'a', close_context: true })
  await slow.finals('a')
  expect(slow.textOf('a')).toBe('Hello. ')
})
