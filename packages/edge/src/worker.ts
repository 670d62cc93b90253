// A Worker's Hono app: request id, body cap, and the one place where errors become answers.
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { z } from 'zod'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import type { ServiceName } from '@callback/contracts/route'
import { ZodError } from 'zod'
import { readEnv } from './env.ts'
import { describeFailure, log } from './log.ts'

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
    if (c.res.status !== 101) c.header(REQUEST_ID_HEADER, c.get('requestId'))
  })

  app.get('/health', (c) => c.json({ service: name, ok: true }))

  app.notFound((c) => errorAnswer(c, new AppError('not_found', 'There is nothing here.')))
  app.onError((failure, c) => {
    if (failure instanceof ZodError)
      log.error('a schema failed inside the service', { service: name, why: describeFailure(failure) })
    const error =
      failure instanceof AppError
        ? failure
        : new AppError('internal', 'Something went wrong on our side.', { cause: failure })
    if (error.status >= 500) {
      log.error('request failed', {
        service: name,
        requestId: requestIdOf(c),
        code: error.code,
        internal: error.internal,
        why: describeFailure(error.cause ?? error),
      })
    }
    return errorAnswer(c, error)
  })
  return app
}

/** An environment that does not parse fails before the id is set. */
function requestIdOf<E>(c: EdgeContext<E>): string {
  const id: string | undefined = c.get('requestId')
  return id ?? 'none'
}

function errorAnswer<E>(c: EdgeContext<E>, error: AppError): Response {
  return Response.json(error.body(requestIdOf(c)), { status: error.status })
}

export { AppError, invalidInput }
