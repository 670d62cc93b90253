// A new account by e-mail and password, signed in at once.
import type { signUp as spec } from '@callback/contracts/me'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { clientOf } from './client.ts'
import { sessionFor, setSession } from './session.ts'
import { signInRefusal } from './sign-in-refusal.ts'
import { workosClient } from './workos.ts'

export const signUp: Handler<typeof spec, Env> = async ({ body }, { env, db, c }) => {
  const { email, password, firstName, lastName = '', zone } = body
  const workos = workosClient(env)
  const answer = await workos
    .createUser({ email, password, firstName, ...(lastName === '' ? {} : { lastName }) })
    .then(() =>
      workos.authenticateWithPassword({
        clientId: env.WORKOS_CLIENT_ID,
        email,
        password,
        ...clientOf(c.req.raw),
      }),
    )
    .catch((thrown: unknown) => {
      throw signInRefusal(thrown)
    })
  const { session, me } = await sessionFor(answer, db, { firstName, lastName, ...(zone === undefined ? {} : { zone }) })
  await setSession(c, session)
  return me
}
