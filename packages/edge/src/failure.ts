// The one place where a failure becomes an answer: typed errors as they are, everything else as `internal`, with the why in the log.
import { ZodError } from 'zod'
import { AppError } from '@callback/contracts/errors'
import type { ServiceName } from '@callback/contracts/route'
import { describeFailure, log } from './log.ts'

export function failureAnswer(service: ServiceName, failure: unknown, requestId: string): Response {
  const error =
    failure instanceof AppError
      ? failure
      : new AppError('internal', 'Something went wrong on our side.', {
          cause: failure,
          ...(failure instanceof ZodError ? { internal: 'a schema failed inside the service' } : {}),
        })
  if (error.status >= 500) {
    log.error('request failed', {
      service,
      requestId,
      code: error.code,
      internal: error.internal,
      why: describeFailure(error.cause ?? error),
    })
  }
  return Response.json(error.body(requestId), { status: error.status })
}
