// Serving a contract's route: who asks, parse, run, check the answer. One way for all twelve Workers.
import type { Hono } from 'hono'
import type { z } from 'zod'
import { AppError, invalidInput } from '@callback/contracts/errors'
import type { InternalRoute } from '@callback/contracts/internal'
import type { Principal } from '@callback/contracts/principal'
import type { Body, Output, Params, Query, Route } from '@callback/contracts/route'
import { readJson } from './body.ts'
import { database } from './database.ts'
import type { As, Database } from './database.ts'
import type { BaseEnv } from './env.ts'
import { principalOf } from './principal.ts'
import type { Edge, EdgeContext } from './worker.ts'

/** What a use case is given besides its input. */
export type Scope<E> = {
  env: E
  requestId: string
  /** Null on public routes. */
  principal: Principal | null
  /** As the person who asks; throws on a route nobody signed in for. */
  asPerson: () => As
  principalToken: string | null
  idempotencyKey: string | undefined
  db: Database
  /** For what Hono alone can do: cookies, redirects, waitUntil. */
  c: EdgeContext<E>
}

export type Input<R> = { params: Params<R>; query: Query<R>; body: Body<R> }
export type Handler<R, E> = (input: Input<R>, scope: Scope<E>) => Promise<Output<R> | Response>

export type InternalHandler<R, E> =
  R extends InternalRoute<infer I, infer O> ? (input: z.output<I>, scope: Scope<E>) => Promise<z.input<O>> : never

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/

export function serve<R extends Route, E extends BaseEnv>(app: Hono<Edge<E>>, spec: R, handler: Handler<R, E>): void {
  app.on(spec.method, spec.path, async (c) => {
    const env = c.get('env')
    const who = spec.access === 'public' ? null : await principalOf(c.req.raw, env.PRINCIPAL_PUBLIC_KEY)
    if (spec.access === 'operator' && !who?.principal.roles.includes('operator')) {
      throw new AppError('forbidden', 'This is for operators.')
    }
    const input = {
      params: parse(spec.params, c.req.param(), 'path'),
      query: parse(spec.query, c.req.query()),
      body: parse(spec.body, spec.method === 'GET' ? undefined : await bodyOf(c.req.raw, spec)),
    }
    const scope = scopeOf(c, who, idempotencyKeyOf(c.req.raw, spec))
    // The schemas above are R's own; TypeScript cannot follow a generic route through parse().
    const answer = await handler(input as Input<R>, scope) // eslint-disable-line @typescript-eslint/consistent-type-assertions
    if (answer instanceof Response) return answer
    if (spec.status === 204) return c.body(null, 204)
    return c.json(spec.output.parse(answer), spec.status)
  })
}

/** A route between Workers: no principal of its own, but it may carry one on. */
export function serveInternal<I extends z.ZodType, O extends z.ZodType, E extends BaseEnv>(
  app: Hono<Edge<E>>,
  spec: InternalRoute<I, O>,
  handler: (input: z.output<I>, scope: Scope<E>) => Promise<z.input<O>>,
): void {
  app.post(spec.path, async (c) => {
    const input = parse(spec.input, await readJson(c.req.raw))
    return c.json(spec.output.parse(await handler(input, scopeOf(c, null, undefined))))
  })
}

function scopeOf<E extends BaseEnv>(
  c: EdgeContext<E>,
  who: { principal: Principal; token: string } | null,
  idempotencyKey: string | undefined,
): Scope<E> {
  const env = c.get('env')
  const requestId = c.get('requestId')
  return {
    env,
    requestId,
    principal: who?.principal ?? null,
    principalToken: who?.token ?? null,
    asPerson() {
      if (who === null) throw new AppError('unauthenticated', 'Please sign in.')
      return { principal: who.token }
    },
    idempotencyKey,
    db: database(env.DATABASE, requestId),
    c,
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown, where?: 'path'): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // A malformed id names nothing that exists; saying more would only help a guesser.
  if (where === 'path') throw new AppError('not_found', 'There is nothing here.')
  throw invalidInput(result.error)
}

/** A route that takes no body ignores an empty object, which many clients send. */
async function bodyOf(request: Request, spec: Route): Promise<unknown> {
  const body = await readJson(request)
  const empty = typeof body === 'object' && body !== null && Object.keys(body).length === 0 && !Array.isArray(body)
  return empty && spec.body.safeParse(undefined).success ? undefined : body
}

function idempotencyKeyOf(request: Request, spec: Route): string | undefined {
  const key = request.headers.get('idempotency-key')
  if (!spec.idempotent || key === null) return undefined
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new AppError('invalid_input', 'The Idempotency-Key is not right.', {
      fields: { 'idempotency-key': 'must be 1 to 200 visible ASCII characters' },
    })
  }
  return key
}
