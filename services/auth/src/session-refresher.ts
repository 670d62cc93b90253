// One Durable Object per WorkOS session: the place where its refreshes meet. Kept in memory only: an object idle for long
// enough to be evicted has nothing left to remember.
import { DurableObject } from 'cloudflare:workers'
import type { Session } from '@callback/contracts/session'
import { database } from '@callback/edge/database'
import { readEnv } from '@callback/edge/env'
import { Env } from './env.ts'
import { Refresh } from './refresh.ts'
import type { Refreshed } from './refresh.ts'
import { rotate } from './rotate.ts'

export class SessionRefresher extends DurableObject {
  readonly #refresh = new Refresh(
    (session) => {
      const env = readEnv(Env, this.env)
      return rotate(session, env, database(env.DATABASE, crypto.randomUUID()))
    },
    () => Date.now(),
  )

  refresh(session: Session): Promise<Refreshed> {
    return this.#refresh.of(session)
  }

  end(): void {
    this.#refresh.end()
  }
}
