import { readEnv } from '@callback/edge/env'
import { afterCall } from './after-call.ts'
import { app } from './app.ts'
import { Env } from './env.ts'

export default {
  fetch: app.fetch,
  queue: (batch: MessageBatch, env: object) => afterCall(batch, readEnv(Env, env)),
}
