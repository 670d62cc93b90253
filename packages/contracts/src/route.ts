// A route of the public API: one constant that the service serves, the gateway forwards, the site calls and openapi.json lists.
import type { z } from 'zod'

export const SERVICES = [
  'gateway',
  'auth',
  'personas',
  'orchestrator',
  'database',
  'payments',
  'webhooks',
  'costs',
  'executor',
  'voice',
  'admin',
  'billing',
] as const
export type ServiceName = (typeof SERVICES)[number]

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export type Route<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> = {
  readonly name: string
  readonly method: Method
  /** Hono's form, `/v1/personas/:id`; the same in the service and at the gateway. */
  readonly path: string
  /** The Worker that serves it; the gateway forwards there. */
  readonly service: ServiceName
  /** Who may ask: anybody, a signed-in person or API key, or an operator. */
  readonly access: 'public' | 'user' | 'operator'
  readonly summary: string
  readonly status: 200 | 201 | 204
  /** A creating, dialling or paying POST: honours `Idempotency-Key`. */
  readonly idempotent: boolean
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly output: O
}

export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, O extends z.ZodType>(
  spec: Omit<Route<P, Q, B, O>, 'idempotent'> & { idempotent?: boolean },
): Route<P, Q, B, O> {
  return { ...spec, idempotent: spec.idempotent ?? false }
}

export type Params<R> = R extends Route<infer P, z.ZodObject, z.ZodType, z.ZodType> ? z.infer<P> : never
export type Query<R> = R extends Route<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.infer<Q> : never
export type Body<R> = R extends Route<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.infer<B> : never
export type Output<R> = R extends Route<z.ZodObject, z.ZodObject, z.ZodType, infer O> ? z.infer<O> : never
