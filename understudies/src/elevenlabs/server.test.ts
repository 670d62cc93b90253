import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Running } from '../loopback.ts'
import { loudness } from '../speech/mulaw.ts'
import { ManualClock } from '../twilio/manual-clock.ts'
import { startElevenLabs } from './server.ts'
import { StreamClient } from './stream-client.ts'

const SARAH = 'EXAVITQu4vr4xnSDxMaL'
const BRIAN = 'nPczCjzI2devNBz1zQrb'
const clock = new ManualClock()
let server: Running
let origin = ''

beforeAll(async () => {
  server = await startElevenLabs({ port: 0, apiKey: 'xi', clock })
  origin = `http://localhost:${server.port}`
})
afterAll(() => server.close())

const sdk = (apiKey = 'xi'): ElevenLabsClient => new ElevenLabsClient({ apiKey, baseUrl: origin, maxRetries: 0 })
const open = (query: string, headers: Record<string, string> = { 'xi-api-key': 'xi' }, voice = SARAH): StreamClient =>
  new StreamClient(`${origin.replace('http', 'ws')}/v1/text-to-speech/${voice}/stream-input?${query}`, headers)

async function bytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

it("speaks to the vendor's own SDK, streamed and whole", async () => {
  const text = 'Hello Sam. It is good to hear you.'
  const streamed = await bytes(
    await sdk().textToSpeech.stream(SARAH, { text, modelId: 'eleven_flash_v2_5', outputFormat: 'ulaw_8000' }),
  )
  expect(loudness(streamed)).toBeGreaterThan(1_500)
  expect(streamed.length / 8_000).toBeGreaterThan(1.5)
  const whole = await bytes(await sdk().textToSpeech.convert(SARAH, { text, outputFormat: 'ulaw_8000' }))
  expect(whole).toEqual(streamed)
  const wide = await bytes(await sdk().textToSpeech.convert(SARAH, { text, outputFormat: 'pcm_16000' }))
  expect(Math.abs(wide.length / 4 - whole.length)).toBeLessThan(40)
})

it('has different voices', async () => {
  const say = async (voice: string): Promise<Uint8Array> =>
    bytes(await sdk().textToSpeech.convert(voice, { text: 'Hello.', outputFormat: 'ulaw_8000' }))
  expect(await say(SARAH)).not.toEqual(await say(BRIAN))
})

it('gives timestamps, by the line or in one piece', async () => {
  const request = { text: 'Hello Sam, how are you?', outputFormat: 'ulaw_8000' } as const
  let text = ''
  let until = 0
  for await (const line of await sdk().textToSpeech.streamWithTimestamps(SARAH, request)) {
    text += line.alignment?.characters.join('') ?? ''
    expect(line.alignment?.characterStartTimesSeconds[0]).toBeGreaterThanOrEqual(until - 0.002)
    until = line.alignment?.characterEndTimesSeconds.at(-1) ?? 0
  }
  expect(text).toBe(request.text)
  const whole = await sdk().textToSpeech.convertWithTimestamps(SARAH, request)
  expect(whole.alignment?.characters.join('')).toBe(request.text)
  expect(whole.alignment?.characterEndTimesSeconds.at(-1)).toBeCloseTo(until, 2)
  expect(Buffer.from(whole.audioBase64, 'base64').length / 8_000).toBeCloseTo(until, 1)
})

it('lists voices and models', async () => {
  const { voices } = await sdk().voices.getAll()
  expect(voices.map(({ voiceId }) => voiceId)).toContain(SARAH)
  const found = await sdk().voices.search({ search: 'brian' })
  expect(found.voices.map(({ voiceId }) => voiceId)).toEqual([BRIAN])
  expect((await sdk().models.list()).map(({ modelId }) => modelId)).toContain('eleven_flash_v2_5')
})

it('refuses as the vendor does', async () => {
  const request = { text: 'x', outputFormat: 'ulaw_8000' } as const
  await expect(sdk('bad').textToSpeech.convert(SARAH, request)).rejects.toMatchObject({
    statusCode: 401,
    body: { detail: { status: 'invalid_api_key' } },
  })
  await expect(sdk().textToSpeech.convert('nobody', request)).rejects.toMatchObject({
    statusCode: 400,
    body: { detail: { status: 'voice_not_found' } },
  })
  await expect(
    sdk().textToSpeech.convert(SARAH, { text: 'x'.repeat(40_001), outputFormat: 'ulaw_8000' }),
  ).rejects.toMatchObject({
    statusCode: 400,
    body: { detail: { status: 'max_character_limit_exceeded' } },
  })
  await expect(sdk().textToSpeech.convert(SARAH, { text: '', outputFormat: 'ulaw_8000' })).rejects.toMatchObject({
    statusCode: 422,
  })
  expect((await open('output_format=ulaw_8000', { 'xi-api-key': 'bad' }).refused).status).toBe(401)
  expect((await open('output_format=mp3_44100_128').refused).status).toBe(400)
  expect((await open('output_format=ulaw_8000&model_id=eleven_v4').refused).status).toBe(400)
  expect((await open('output_format=ulaw_8000', undefined, 'nobody').refused).body).toContain('voice_not_found')
})

it('streams one utterance a socket: waits for enough text, and ends with it', async () => {
  const client = open('output_format=ulaw_8000&model_id=eleven_flash_v2_5', {})
  client.send({
    text: ' ',
    xi_api_key: 'xi',
    voice_settings: { speed: 1.1 },
    generation_config: { chunk_length_schedule: [50] },
  })
  client.send(
    { text: 'Hello there, ' },
    { text: 'this has now become long enough to be spoken. ' },
    { text: 'And the rest. ' },
    { text: '' },
  )
  await client.finals()
  expect(client.textOf()).toBe(' Hello there, this has now become long enough to be spoken. And the rest. ')
  expect(client.messages.at(-1)).toEqual({ audio: null, isFinal: true })
  expect((await client.closed).code).toBe(1000)
})

it('wants the key at the latest with the first message', async () => {
  const client = open('output_format=ulaw_8000', {})
  client.send({ text: ' ' })
  expect(await client.closed).toEqual({ code: 1008, reason: 'invalid_api_key' })
})

it('gives up on a socket without text', async () => {
  const client = open('output_format=ulaw_8000&inactivity_timeout=20')
  client.send({ text: ' ' }, { text: 'Hello. ', flush: true }, { text: ' ' })
  while (!client.textOf().endsWith('Hello. ')) await client.next()
  clock.advance(20_000)
  expect(await client.closed).toEqual({ code: 1008, reason: 'input_timeout_exceeded' })
})
