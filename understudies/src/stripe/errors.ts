// Stripe's error bodies: {error: {type, code?, message, param?}} with the HTTP status each type has.
import { z } from 'zod'
import { json, type WebReply } from '../web-server.ts'

type Details = { code?: string; param?: string; decline_code?: string; charge?: string; payment_intent?: unknown }

export class StripeRefusal extends Error {
  readonly status: number
  readonly type: string
  readonly details: Details

  constructor(status: number, type: string, message: string, details: Details = {}) {
    super(message)
    this.status = status
    this.type = type
    this.details = details
  }
}

export function invalid(message: string, details: Details = {}): StripeRefusal {
  return new StripeRefusal(400, 'invalid_request_error', message, details)
}

export function missing(what: string, id: string, param: string): StripeRefusal {
  return new StripeRefusal(404, 'invalid_request_error', `No such ${what}: '${id}'`, {
    code: 'resource_missing',
    param,
  })
}

export function declined(message: string, details: Details): StripeRefusal {
  return new StripeRefusal(402, 'card_error', message, details)
}

export function errorReply(error: unknown): WebReply {
  const refusal = error instanceof z.ZodError ? fromZod(error) : error
  if (refusal instanceof StripeRefusal) {
    const { status, type, message, details } = refusal
    return json(status, { error: { type, message, ...details } })
  }
  console.error('stripe understudy failed', error)
  return failure(500)
}

/** Stripe's words for a status that a fault imposes. */
export function failure(status: number): WebReply {
  if (status === 429) {
    const message = 'Request rate limit exceeded.'
    return json(429, { error: { type: 'invalid_request_error', code: 'rate_limit', message } }, { 'retry-after': '1' })
  }
  return json(status, { error: { type: 'api_error', message: 'An unknown error occurred.' } })
}

function fromZod(error: z.ZodError): StripeRefusal {
  const [issue] = error.issues
  if (!issue) return invalid('Invalid request.')
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0] ?? ''])
    return invalid(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })
  }
  const param = bracketed(issue.path)
  const isMissing = issue.message.endsWith('received undefined')
  if (isMissing) return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  return invalid(`Invalid ${param}: ${issue.message}`, { param })
}

function bracketed(path: readonly PropertyKey[]): string {
  const [first = '', ...rest] = path.map(String)
  return first + rest.map((part) => `[${part}]`).join('')
}
