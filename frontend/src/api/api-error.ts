// Why a request did not succeed, in words for the person. Codes are the contract's, and three more that only a browser meets.
import { ErrorBody, type AppError, type ErrorCode } from '@callback/contracts/errors'

export type ApiErrorCode = ErrorCode | 'unreachable' | 'unreadable' | 'aborted'

export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly fields: Readonly<Record<string, string>>
  readonly requestId: string | null

  constructor(code: ApiErrorCode, message: string, more: { fields?: Record<string, string>; requestId?: string } = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.fields = more.fields ?? {}
    this.requestId = more.requestId ?? null
  }

  /** Whether the request may have taken effect although no good answer came: a repeat must say that it is one. */
  get outcomeUnknown(): boolean {
    return OUTCOME_UNKNOWN.has(this.code)
  }
}

const OUTCOME_UNKNOWN: ReadonlySet<ApiErrorCode> = new Set([
  'unreachable',
  'unreadable',
  'aborted',
  'internal',
  'upstream_failed',
  'unavailable',
  'deadline',
])

export const unreachable = (): ApiError =>
  new ApiError('unreachable', 'CallbackApp cannot be reached. Check your connection and try again.')

export const unreadable = (): ApiError =>
  new ApiError('unreadable', 'The answer was not what this page expects. Reload the page and try again.')

export const aborted = (): ApiError => new ApiError('aborted', 'That was called off.')

export const fromAppError = (error: AppError): ApiError =>
  new ApiError(error.code, error.message, error.fields ? { fields: error.fields } : {})

/** The body of an answer that is not a success → what to tell the person. */
export function fromErrorBody(status: number, body: unknown): ApiError {
  const parsed = ErrorBody.safeParse(body)
  if (parsed.success) {
    const { code, message, fields, requestId } = parsed.data.error
    return new ApiError(code, message, { requestId, ...(fields ? { fields } : {}) })
  }
  if (status === 429) return new ApiError('rate_limited', 'That was too much at once. Wait a moment and try again.')
  if (status >= 500) return new ApiError('unavailable', 'CallbackApp has trouble right now. Try again in a moment.')
  return unreadable()
}

/** Anything caught → an ApiError; a fault of this page itself is passed on, not dressed up. */
export function asApiError(caught: unknown): ApiError {
  if (caught instanceof ApiError) return caught
  throw caught
}
