// Every error code the product answers with, and its HTTP status. An error has two readers: `message` is for the user.
import { z } from 'zod'

export const ERROR_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  bad_signature: 401,
  too_little_credit: 402,
  forbidden: 403,
  origin_refused: 403,
  not_found: 404,
  unknown_procedure: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_conflict: 409,
  already_redeemed: 409,
  email_taken: 409,
  phone_unverified: 409,
  line_busy: 409,
  call_over: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  refused: 422,
  rate_limited: 429,
  too_many_tries: 429,
  internal: 500,
  upstream_failed: 502,
  unavailable: 503,
  deadline: 504,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof ERROR_STATUS
// Object.keys forgets what its keys are.
export const ERROR_CODES = Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]] // eslint-disable-line @typescript-eslint/consistent-type-assertions

export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    /** Field path ("rule.time") → what is wrong with it. */
    fields: z.record(z.string(), z.string()).optional(),
    requestId: z.string(),
  }),
})
export type ErrorBody = z.infer<typeof ErrorBody>

/** Thrown for "this request cannot go on". `internal` and `cause` are for the log and never leave the process. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string> | undefined
  readonly internal: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: Record<string, string> | undefined; internal?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'AppError'
    this.code = code
    this.fields = more.fields
    this.internal = more.internal
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }

  body(requestId: string): ErrorBody {
    const { code, message, fields } = this
    return { error: { code, message, requestId, ...(fields ? { fields } : {}) } }
  }
}

/** A zod failure → the field-level answer every route gives. */
export function invalidInput(error: z.ZodError): AppError {
  const fields: Record<string, string> = {}
  for (const issue of error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : ['']
    for (const key of keys) {
      const path = [...issue.path.map(String), key].filter(Boolean).join('.') || 'body'
      fields[path] ??= issue.code === 'unrecognized_keys' ? 'is not a known field' : issue.message
    }
  }
  return new AppError('invalid_input', 'Some fields are not right.', { fields })
}
