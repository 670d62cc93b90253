// ElevenLabs's understudy: both websockets, speech by HTTP, voices and models. The voice is espeak-ng in a thread of its own.
import { randomUUID } from 'node:crypto'
import { type Ask, type Refusal, send, startDoor } from '../faulty-door.ts'
import { Faults } from '../faults.ts'
import type { Running } from '../loopback.ts'
import type { Reply } from '../reply.ts'
import { type Clock, systemClock } from '../twilio/clock.ts'
import type { Wire } from '../wire.ts'
import { Espeak } from './espeak.ts'
import { MultiStream } from './multi-stream.ts'
import { converse } from './session.ts'
import { SingleStream } from './single-stream.ts'
import { SOCKET_MODELS, streamSettings } from './stream-query.ts'
import { refusal, type Shape, synthesize } from './synthesis.ts'
import { listed, VOICES } from './voices.ts'

export interface ElevenLabsOptions {
  port: number
  /** The one key that is let in; any key when there is none. */
  apiKey?: string
  faults?: Faults
  clock?: Clock
}

const SOCKET_PATH = /^\/v1\/text-to-speech\/([^/]+)\/(stream-input|multi-stream-input)$/u
const SPEECH_PATH = /^\/v1\/text-to-speech\/([^/]+?)(|\/stream|\/with-timestamps|\/stream\/with-timestamps)$/u
const SHAPES: Record<string, Shape> = {
  '': 'whole',
  '/stream': 'stream',
  '/with-timestamps': 'whole-with-times',
  '/stream/with-timestamps': 'lines',
}

function voices({ path, query }: Ask): Refusal {
  const wanted = (query.get('search') ?? '').toLowerCase()
  const found = VOICES.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted)).map(
    listed,
  )
  const paged = path === '/v2/voices' && { has_more: false, total_count: found.length, next_page_token: null }
  return { status: 200, body: JSON.stringify({ voices: found, ...paged }) }
}

function models(): Refusal {
  const list = SOCKET_MODELS.map((id) => ({
    model_id: id,
    name: id.replaceAll('_', ' '),
    can_do_text_to_speech: true,
    maximum_text_length_per_request: 40_000,
    model_rates: { character_cost_multiplier: id.includes('multilingual') ? 1 : 0.5 },
    concurrency_group: 'standard',
    languages: [{ language_id: 'en', name: 'English' }],
  }))
  return { status: 200, body: JSON.stringify(list) }
}

function failure(status: number): Refusal {
  if (status === 401) return refusal(401, 'quota_exceeded', 'This request exceeds your quota.')
  if (status === 429) return refusal(429, 'too_many_concurrent_requests', 'Too many concurrent requests.')
  return refusal(status, 'internal_error', 'Something went wrong.')
}

export async function startElevenLabs(options: ElevenLabsOptions): Promise<Running> {
  const { apiKey, faults = new Faults(), clock = systemClock } = options
  const espeak = new Espeak()
  await espeak.ready()
  let speaking = 0

  const isKey = (key: string): boolean => key !== '' && (apiKey === undefined || key === apiKey)
  const invalidKey = refusal(401, 'invalid_api_key', 'Invalid API key')

  function keyOf({ headers, query }: Ask): string | null {
    const header = headers['xi-api-key']
    return (typeof header === 'string' ? header : null) ?? query.get('authorization')?.replace(/^Bearer /u, '') ?? null
  }

  function upgrade(ask: Ask): Refusal | ((wire: Wire) => void) {
    const [, voiceId, door] = ask.path.match(SOCKET_PATH) ?? []
    if (voiceId === undefined) return refusal(404, 'not_found', 'There is nothing at this path.')
    const key = keyOf(ask)
    if (key !== null && !isKey(key)) return invalidKey
    const settings = streamSettings(decodeURIComponent(voiceId), ask.query)
    if ('status' in settings) return refusal(400, settings.status, settings.message)
    return (wire) => {
      const stage = { espeak, settings, clock }
      const session = door === 'stream-input' ? new SingleStream(wire, stage) : new MultiStream(wire, stage)
      converse(wire, { known: key !== null, isKey, clock, inactivityMs: settings.inactivityMs }, session)
    }
  }

  function answer(ask: Ask, reply: Reply): void {
    if (!isKey(keyOf(ask) ?? '')) return send(reply, invalidKey)
    if (ask.method === 'GET' && (ask.path === '/v1/voices' || ask.path === '/v2/voices'))
      return send(reply, voices(ask))
    if (ask.method === 'GET' && ask.path === '/v1/models') return send(reply, models())
    const [, voiceId, kind = ''] = ask.path.match(SPEECH_PATH) ?? []
    const shape = SHAPES[kind]
    if (ask.method !== 'POST' || voiceId === undefined || !shape)
      return send(reply, refusal(404, 'not_found', 'There is nothing at this path.'))
    speaking += 1
    reply.onClose(() => (speaking -= 1))
    const headers = {
      'request-id': randomUUID(),
      'current-concurrent-requests': String(speaking),
      'maximum-concurrent-requests': '30',
    }
    synthesize(ask, reply, decodeURIComponent(voiceId), shape, espeak, headers)
  }

  const door = await startDoor({ port: options.port, answer, failure, upgrade }, faults)
  return {
    port: door.port,
    async close() {
      await door.close()
      await espeak.close()
    },
  }
}
