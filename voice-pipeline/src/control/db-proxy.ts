// Procedures of db-proxy, run under the node's key. That key alone reads nothing: what is about a call carries its capability.
import {
  PROCEDURE_BODY_BYTES_MAX,
  ProcedureFailure,
  ProcedureReply,
  type Procedure,
} from '@callback/contracts/db/procedure'
import type { ErrorCode } from '@callback/contracts/errors'
import { signRequest, type SigningKey } from '@callback/contracts/signed-request'
import type { z } from 'zod'

export class ProcedureError extends Error {
  readonly code: ErrorCode | 'unreachable'
  constructor(code: ErrorCode | 'unreachable', detail: string) {
    super(detail)
    this.name = 'ProcedureError'
    this.code = code
  }

  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return ['unreachable', 'internal', 'upstream_failed', 'unavailable', 'deadline', 'rate_limited'].includes(this.code)
  }
}

export interface DbProxy {
  run<I extends z.ZodType, O extends z.ZodType>(
    procedure: Procedure<I, O>,
    input: z.input<I>,
    capability?: string,
  ): Promise<z.output<O>>
}

/** A caller is waiting on the first of these; the rest are retried. */
const ANSWER_MS_MAX = 5_000

export function dbProxy(config: { url: string; key: SigningKey; now: () => number }): DbProxy {
  return {
    async run(procedure, input, capability) {
      const { pathname, href } = new URL(`${config.url.replace(/\/$/, '')}/procedures/${procedure.name}`)
      const requestId = crypto.randomUUID()
      const body = JSON.stringify({
        caller: 'node',
        requestId,
        input,
        ...(capability === undefined ? {} : { capability }),
      })
      if (Buffer.byteLength(body) > PROCEDURE_BODY_BYTES_MAX) throw new ProcedureError('too_large', 'body too large')
      const signature = await signRequest({ method: 'POST', path: pathname, body }, config.key, config.now())
      const answer = await post(href, { 'content-type': 'application/json', ...signature }, body)
      if (!answer.ok) {
        const failure = ProcedureFailure.safeParse(answer.json)
        if (failure.success) throw new ProcedureError(failure.data.error.code, failure.data.error.message)
        throw new ProcedureError(answer.status >= 500 ? 'upstream_failed' : 'refused', `answered ${answer.status}`)
      }
      const reply = ProcedureReply.safeParse(answer.json)
      const output = procedure.output.safeParse(reply.data?.output)
      if (!output.success) throw new ProcedureError('upstream_failed', 'unexpected answer')
      return output.data
    },
  }
}

async function post(url: string, headers: Record<string, string>, body: string) {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS_MAX) })
    const json: unknown = await response.json().catch(() => null)
    return { ok: response.ok, status: response.status, json }
  } catch (error) {
    throw new ProcedureError('unreachable', error instanceof Error ? error.name : 'unknown')
  }
}
