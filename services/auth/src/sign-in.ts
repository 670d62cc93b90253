// E-mail and password → a session. Says the same for an unknown address as for a wrong password.
import type { signIn as spec } from '@callback/contracts/me'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { clientOf } from './client.ts'
import { sessionFor, setSession } from './session.ts'
import { signInRefusal } from './sign-in-refusal.ts'
import { workosClient } from './workos.ts'

export const signIn: Handler<typeof spec, Env> = async ({ body }, { env, db, c }) => {
  const answer = await workosClient(env)
    .authenticateWithPassword({ clientId: env.WORKOS_CLIENT_ID, ...body, ...clientOf(c.req.raw) })
    .catch((thrown: unknown) => {
      throw signInRefusal(thrown)
    })
  const { session, me } = await sessionFor(answer, db)
  await setSession(c, session)
  return me
}
