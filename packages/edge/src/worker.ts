// A Worker's Hono app: request id, environment, health, and errors as answers.
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { z } from 'zod'
import { AppError } from '@callback/contracts/errors'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import type { ServiceName } from '@callback/contracts/route'
import { readEnv } from './env.ts'
import { failureAnswer } from './failure.ts'
import { withHeaders } from './response-headers.ts'

/** `E` is the parsed environment; handlers read it as `c.get('env')`. */
export type Edge<E> = { Bindings: object; Variables: { env: E; requestId: string } }
export type EdgeContext<E> = Context<Edge<E>>

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

export function worker<S extends z.ZodType>(name: ServiceName, schema: S): Hono<Edge<z.infer<S>>> {
  const app = new Hono<Edge<z.infer<S>>>()

  app.use(async function start(c, next) {
    const given = c.req.header(REQUEST_ID_HEADER)
    c.set('requestId', given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID())
    c.set('env', readEnv(schema, c.env))
    await next()
    // A 101 must go back untouched: its headers cannot be changed and its socket would be lost.
    if (c.res.status === 101) return
    const answer = withHeaders(c.res, { [REQUEST_ID_HEADER]: c.get('requestId') })
    if (answer !== c.res) c.res = answer
  })

  app.get('/health', (c) => c.json({ service: name, ok: true }))

  app.notFound((c) => failureAnswer(name, new AppError('not_found', 'There is nothing here.'), requestIdOf(c)))
  app.onError((failure, c) => failureAnswer(name, failure, requestIdOf(c)))
  return app
}

/** An environment that does not parse fails before the id is set. */
function requestIdOf<E>(c: EdgeContext<E>): string {
  const id: string | undefined = c.get('requestId')
  return id ?? 'none'
}
