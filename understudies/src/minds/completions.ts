// POST /v1/chat/completions: validation, and the answer at the pace of a model.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Refusal, send } from '../faulty-door.ts'
import type { Reply } from '../reply.ts'
import type { Clock } from '../twilio/clock.ts'
import { ChatRequest } from './chat-request.ts'
import { type Completion, complete } from './completion.ts'
import { type Model, MODELS } from './models.ts'

export interface Pace {
  clock: Clock
  firstTokenMs: number
  tokenMs: number
  /** Tokens of one write: fast models send many at once. */
  tokensPerWrite: number
}

export function refusal(
  status: number,
  type: string,
  code: string,
  message: string,
  param: string | null = null,
): Refusal {
  return { status, body: JSON.stringify({ message, type, param, code }) }
}

function parse(body: string): { request: ChatRequest; model: Model } | Refusal {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refusal(400, 'invalid_request_error', 'wrong_api_format', 'The body is not valid JSON.')
  }
  const parsed = ChatRequest.safeParse(value)
  if (!parsed.success) {
    const param = parsed.error.issues[0]?.path.join('.') ?? null
    return refusal(400, 'invalid_request_error', 'wrong_api_format', z.prettifyError(parsed.error), param)
  }
  const request = parsed.data
  const model = MODELS.find(({ id }) => id === request.model)
  if (!model) {
    const message = `Model ${request.model} does not exist or you do not have access to it.`
    return refusal(404, 'not_found_error', 'model_not_found', message, 'model')
  }
  const effort = request.reasoning_effort
  if (effort && !model.efforts.includes(effort)) {
    const message = `reasoning_effort must be one of ${model.efforts.join(', ')} for ${model.id}.`
    return refusal(400, 'invalid_request_error', 'wrong_api_format', message, 'reasoning_effort')
  }
  return { request, model }
}

/** The names carry the window, unlike other vendors'. */
const QUOTA = {
  'x-ratelimit-limit-requests-day': '1440000',
  'x-ratelimit-remaining-requests-day': '1439999',
  'x-ratelimit-reset-requests-day': '43200',
  'x-ratelimit-limit-tokens-minute': '1000000',
  'x-ratelimit-remaining-tokens-minute': '999000',
  'x-ratelimit-reset-tokens-minute': '30',
}

/** Writes the deltas as they fall due, stops when the client has gone. */
function stream(reply: Reply, completion: Completion, head: object, pace: Pace, finalChunk: object): void {
  reply.head(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...QUOTA })
  const event = (delta: object, more: object = {}, finish: string | null = null): string =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`
  const waiting = [...completion.deltas]
  const next = (): void => {
    if (reply.closed) return
    const batch = waiting
      .splice(0, pace.tokensPerWrite)
      .map((delta) => event(delta))
      .join('')
    if (waiting.length > 0) {
      reply.write(batch)
      cancel = pace.clock.after(pace.tokenMs * pace.tokensPerWrite, next)
    } else reply.end(`${batch}${event({}, finalChunk, completion.finishReason)}data: [DONE]\n\n`)
  }
  let cancel = pace.clock.after(pace.firstTokenMs, () => {
    reply.write(event({ role: 'assistant' }))
    next()
  })
  reply.onClose(() => cancel())
}

export function chatCompletions(body: string, reply: Reply, pace: Pace): void {
  const asked = parse(body)
  if ('status' in asked) return send(reply, asked)
  const { request, model } = asked
  const started = pace.clock.date().getTime() / 1000
  const completion = complete(request, model)
  const head = {
    id: `chatcmpl-${randomUUID()}`,
    created: Math.floor(started),
    model: model.id,
    system_fingerprint: 'fp_understudy',
  }
  const total = (pace.firstTokenMs + pace.tokenMs * completion.deltas.length) / 1000
  const timing = {
    queue_time: 0.0001,
    prompt_time: pace.firstTokenMs / 1000,
    completion_time: total,
    total_time: total,
    created: started,
  }
  const last = { usage: completion.usage, time_info: timing }
  if (request.stream) return stream(reply, completion, { ...head, object: 'chat.completion.chunk' }, pace, last)

  const choice = { index: 0, message: completion.message, finish_reason: completion.finishReason }
  const whole = { ...head, object: 'chat.completion', choices: [choice], ...last }
  const cancel = pace.clock.after(total * 1000, () =>
    send(reply, { status: 200, body: JSON.stringify(whole), headers: QUOTA }),
  )
  reply.onClose(cancel)
}
