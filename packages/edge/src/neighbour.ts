// Asking another Worker over a service binding, by an internal route's contract and within a deadline.
import type { z } from 'zod'
import { AppError, ErrorBody } from '@callback/contracts/errors'
import type { InternalRoute } from '@callback/contracts/internal'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import { postJson } from './binding.ts'
import type { Binding } from './binding.ts'

/** A neighbour answers within this or the request is given up; Twilio itself waits 15 s for TwiML. */
export const NEIGHBOUR_MS_MAX = 10_000

export async function ask<I extends z.ZodType, O extends z.ZodType>(
  binding: Binding,
  spec: InternalRoute<I, O>,
  input: z.input<I>,
  more: { requestId: string; timeoutMs?: number },
): Promise<z.output<O>> {
  const { ok, status, reply } = await postJson(binding, `http://neighbour${spec.path}`, {
    body: JSON.stringify(input),
    headers: { [REQUEST_ID_HEADER]: more.requestId },
    timeoutMs: more.timeoutMs ?? NEIGHBOUR_MS_MAX,
  })
  if (ok) return spec.output.parse(reply)
  const failure = ErrorBody.safeParse(reply)
  if (failure.success && (status < 500 || failure.data.error.code === 'unavailable')) {
    const { code, message, fields } = failure.data.error
    throw new AppError(code, message, { fields })
  }
  throw new AppError('upstream_failed', 'Something went wrong on our side.', {
    internal: `${spec.path} answered ${status}`,
  })
}
