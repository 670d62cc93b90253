// Running named procedures over the `DATABASE` binding, whose Worker keeps the deadlines. What comes back is checked against the procedure's contract.
import type { z } from 'zod'
import { AppError } from '@callback/contracts/errors'
import { ProcedureFailure, ProcedureReply } from '@callback/contracts/db/procedure'
import type { Procedure, ProcedureInput } from '@callback/contracts/db/procedure'
import { postJson } from './binding.ts'
import type { Binding } from './binding.ts'

/** As whom: a person's principal token, a capability token, or nobody (resolvers). */
export type As = { principal: string } | { capability: string } | { nobody: true }

export type Ran<O> = { output: O; replayed: boolean }
export type Database = {
  run<I extends z.ZodType, O extends z.ZodType>(
    spec: Procedure<I, O>,
    input: ProcedureInput<Procedure<I, O>>,
    as: As,
    more?: { idempotencyKey?: string | undefined },
  ): Promise<Ran<z.output<O>>>
}

export function database(binding: Binding, requestId: string): Database {
  return {
    async run(spec, input, as, more = {}) {
      const body = JSON.stringify({
        requestId,
        input,
        ...('nobody' in as ? {} : as),
        ...(more.idempotencyKey === undefined ? {} : { idempotencyKey: more.idempotencyKey }),
      })
      const url = `http://database/procedures/${spec.name}`
      const { ok, status, reply } = await postJson(binding, url, { body })
      if (!ok) throw failureOf(reply, status)
      const { output, replayed } = ProcedureReply.parse(reply)
      return { output: spec.output.parse(output), replayed }
    },
  }
}

function failureOf(reply: unknown, status: number): AppError {
  const failure = ProcedureFailure.safeParse(reply)
  if (!failure.success)
    return new AppError('upstream_failed', 'Something went wrong on our side.', {
      internal: `database answered ${status}`,
    })
  const { code, message, fields } = failure.data.error
  return new AppError(code, message, { fields })
}
