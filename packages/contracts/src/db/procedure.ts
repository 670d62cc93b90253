// A procedure: named SQL in db-proxy, seen from outside. Who may run it, under which authority, with what, for what.
import { z } from 'zod'
import { ERROR_CODES } from '../errors.ts'
import type { ServiceName } from '../route.ts'

/** `node` is the voice pipeline; the rest are Workers, named by their binding to `database`. */
export type Caller = ServiceName | 'node'

/**
 * principal: a person is there; the tenant comes from the gateway's principal.
 * operator: likewise, and the principal must hold the operator role; runs under the operator's database role, audited.
 * capability: nobody is there; the tenant comes from a capability whose object equals the named input field.
 * resolver: finds one thing by an unguessable or verified key, and may hand back a capability.
 */
export type Authority =
  { kind: 'principal' } | { kind: 'operator' } | { kind: 'capability'; object: string } | { kind: 'resolver' }

export type Procedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly name: string
  readonly authority: Authority
  readonly callers: readonly Caller[]
  /** Changes nothing, so it may be asked again after a lost answer. */
  readonly reads: boolean
  /** Runs once per idempotency key, when one is given; the answer is kept and given again. */
  readonly idempotent: boolean
  readonly input: I
  readonly output: O
}

export function procedure<I extends z.ZodType, O extends z.ZodType>(
  spec: Omit<Procedure<I, O>, 'reads' | 'idempotent'> & { reads?: boolean; idempotent?: boolean },
): Procedure<I, O> {
  return { reads: false, idempotent: false, ...spec }
}

export type ProcedureInput<P> = P extends Procedure<infer I, z.ZodType> ? z.input<I> : never
export type ProcedureOutput<P> = P extends Procedure<z.ZodType, infer O> ? z.output<O> : never

/** `POST /procedures/:name` at db-proxy, HMAC-signed (key id "workers" or "node"); the body names the caller. */
export const ProcedureRequest = z.strictObject({
  caller: z.string().max(20),
  requestId: z.string().max(64),
  principal: z.string().max(4096).optional(),
  capability: z.string().max(4096).optional(),
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional(),
  input: z.unknown(),
})
export type ProcedureRequest = z.infer<typeof ProcedureRequest>

/** `replayed`: the answer of an earlier request with the same idempotency key. Nothing was done again, and nothing must be. */
export const ProcedureReply = z.object({ output: z.unknown().optional(), replayed: z.boolean() })
export const ProcedureFailure = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    requestId: z.string(),
  }),
})

/** Largest procedure body: a page of turns fits many times over. */
export const PROCEDURE_BODY_BYTES_MAX = 256 * 1024
