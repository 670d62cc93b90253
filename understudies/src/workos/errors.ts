// WorkOS's error bodies. Three shapes: {code, message, errors?}, OAuth's {error, error_description}, and 403 step-ups.
import { z } from 'zod'
import { json, type WebReply } from '../web-server.ts'
import { newId } from './ids.ts'

export class WorkosError extends Error {
  readonly status: number
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>) {
    super([body['message'], body['error_description']].find((each) => typeof each === 'string') ?? `Status ${status}`)
    this.status = status
    this.body = body
  }
}

type Detail = { code: string; message?: string; field?: string }

export function refusal(status: number, code: string, message: string, errors?: Detail[]): WorkosError {
  return new WorkosError(status, { message, code, ...(errors && { errors }) })
}

/** The authorization_code and refresh_token grants alone fail in OAuth's own shape. */
export function oauthRefusal(error: string, description: string, status = 400): WorkosError {
  return new WorkosError(status, { error, error_description: description })
}

export function notFound(what: string, id: string): WorkosError {
  return refusal(404, 'entity_not_found', `${what} not found: '${id}'.`)
}

export function errorReply(error: unknown): WebReply {
  const requestId = { 'x-request-id': newId('req') }
  if (error instanceof WorkosError) return json(error.status, error.body, requestId)
  if (error instanceof z.ZodError) {
    const errors = error.issues.map(detail)
    return json(422, { message: 'Validation failed', code: 'invalid_request_parameters', errors }, requestId)
  }
  if (error instanceof SyntaxError)
    return json(400, { message: 'The body is not valid JSON.', code: 'invalid_json' }, requestId)
  console.error('workos understudy failed', error)
  return json(500, { message: 'Internal server error', code: 'internal_error' }, requestId)
}

/** WorkOS's words for a status that a fault imposes. */
export function failure(status: number): WebReply {
  const message = status === 429 ? 'Rate limit exceeded.' : 'The understudy was told to fail.'
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '1' } : {}
  return json(status, { message, code: status === 429 ? 'rate_limit_exceeded' : 'understudy_fault' }, headers)
}

function detail(issue: z.core.$ZodIssue): Detail {
  const field = issue.path.join('.') || 'body'
  const code = issue.code === 'invalid_type' ? `${field}_${issue.expected}_required` : `${field}_invalid`
  return { field, code, message: issue.message }
}
