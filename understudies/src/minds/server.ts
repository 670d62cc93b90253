// Cerebras's understudy: an OpenAI-shaped chat endpoint before a small scripted mind. GET /understudy/requests shows what it was asked.
import { type Ask, type Refusal, send, startDoor } from '../faulty-door.ts'
import { Faults } from '../faults.ts'
import type { Running } from '../loopback.ts'
import type { Reply } from '../reply.ts'
import { type Clock, systemClock } from '../twilio/clock.ts'
import { chatCompletions, refusal } from './completions.ts'
import { MODELS } from './models.ts'

export interface MindsOptions {
  port: number
  /** The one key that is let in; any key when there is none. */
  apiKey?: string
  faults?: Faults
  clock?: Clock
  firstTokenMs?: number
  tokenMs?: number
  tokensPerWrite?: number
}

/** Requests kept for whoever wants to see what a mind was told. */
const REQUESTS_MAX = 50
const FIRST_TOKEN_MS = 60
const TOKEN_MS = 2
const TOKENS_PER_WRITE = 4

interface Remembered {
  at: string
  path: string
  body: unknown
}

function readable(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return body
    throw error
  }
}

function failure(status: number): Refusal {
  if (status === 429)
    return refusal(
      429,
      'too_many_requests_error',
      'request_quota_exceeded',
      'Requests per minute limit exceeded - too many requests sent.',
      'quota',
    )
  return refusal(status, 'server_error', 'internal_error', 'The server had an error while processing your request.')
}

function models(): Refusal {
  const data = MODELS.map(({ id }) => ({ id, object: 'model', created: 1_754_000_000, owned_by: 'Cerebras' }))
  return { status: 200, body: JSON.stringify({ object: 'list', data }) }
}

export function startMinds(options: MindsOptions): Promise<Running> {
  const { apiKey, faults = new Faults(), clock = systemClock } = options
  const { firstTokenMs = FIRST_TOKEN_MS, tokenMs = TOKEN_MS, tokensPerWrite = TOKENS_PER_WRITE } = options
  const remembered: Remembered[] = []

  function answer(ask: Ask, reply: Reply): void {
    const route = `${ask.method} ${ask.path}`
    if (route === 'GET /understudy/requests') return send(reply, { status: 200, body: JSON.stringify(remembered) })
    if (route === 'GET /public/v1/models') return send(reply, models())
    if (route === 'GET /v1/tcp_warming') return send(reply, { status: 200, body: '{}' })
    const key = ask.headers.authorization?.match(/^Bearer (.+)$/iu)?.[1]
    if (!key || (apiKey !== undefined && key !== apiKey)) {
      return send(reply, refusal(401, 'invalid_request_error', 'wrong_api_key', 'Wrong API Key', 'api_key'))
    }
    if (route === 'GET /v1/models') return send(reply, models())
    const model = MODELS.find(({ id }) => route === `GET /v1/models/${id}`)
    if (model)
      return send(reply, {
        status: 200,
        body: JSON.stringify({ id: model.id, object: 'model', created: 1_754_000_000, owned_by: 'Cerebras' }),
      })
    if (route !== 'POST /v1/chat/completions')
      return send(reply, refusal(404, 'not_found_error', 'not_found', 'There is nothing at this path.'))
    remembered.push({ at: clock.date().toISOString(), path: ask.path, body: readable(ask.body) })
    if (remembered.length > REQUESTS_MAX) remembered.shift()
    chatCompletions(ask.body, reply, { clock, firstTokenMs, tokenMs, tokensPerWrite })
  }

  return startDoor({ port: options.port, answer, failure }, faults)
}
