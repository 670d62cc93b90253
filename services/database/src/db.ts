// The only way to the data: the entrypoint that the other Workers bind, each under its own name.
import { WorkerEntrypoint } from 'cloudflare:workers'
import { z } from 'zod'
import { REQUEST_ID_HEADER } from '@callback/contracts/principal'
import { readEnv } from '@callback/edge/env'
import { failureAnswer } from '@callback/edge/failure'
import { Env } from './env.ts'
import { forward, newBridge } from './forward.ts'

/** Set by the binding in wrangler.toml; a caller cannot choose it. */
const Props = z.object({ caller: z.string().min(1).max(20) })

/** Shared by all requests of the isolate, so that what one learns of db-proxy's health serves the others. */
const bridge = newBridge()

export class Db extends WorkerEntrypoint {
  override async fetch(request: Request): Promise<Response> {
    try {
      const { caller } = Props.parse(this.ctx.props)
      return await forward(request, caller, readEnv(Env, this.env), bridge)
    } catch (failure) {
      return failureAnswer('database', failure, request.headers.get(REQUEST_ID_HEADER) ?? 'none')
    }
  }
}
