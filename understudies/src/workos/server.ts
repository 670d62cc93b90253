// The WorkOS understudy: user management, the hosted sign-in, JWKS and signed webhooks, on one loopback port.
import { timingSafeEqual } from 'node:crypto'
import { WebhookDelivery } from '../webhook-delivery.ts'
import type { Running } from '../loopback.ts'
import { json, startWebServer, type Route, type WebRequest } from '../web-server.ts'
import { Authenticator } from './authenticate.ts'
import { errorReply, failure, refusal, WorkosError } from './errors.ts'
import { Events, type WebhookTarget } from './events.ts'
import { hosted } from './hosted.ts'
import { Letters } from './letters.ts'
import { Mailbox } from './mailbox.ts'
import { BADGE } from './page-pieces.ts'
import { People, type SeedUser } from './people.ts'
import { Sessions, signingKey } from './sessions.ts'
import { StateFile } from './state-file.ts'
import { usersApi } from './users-api.ts'

export type WorkosOptions = {
  port: number
  apiKey: string
  clientId: string
  seedUsers: readonly SeedUser[]
  /** The `iss` of access tokens; the understudy's own origin unless given. */
  issuer?: string
  /** Where people, sessions and the signing key survive a restart; in memory only unless given. */
  stateFile?: string
  webhook?: WebhookTarget
  /** Whether a new address must be verified before its first session. */
  verifyEmail?: boolean
}

export async function startWorkos(options: WorkosOptions): Promise<Running> {
  const file = new StateFile(options.stateFile)
  const delivery = new WebhookDelivery()
  const events = new Events(delivery, options.webhook)
  const mailbox = new Mailbox()
  const people = new People(file, events)
  await people.seed(options.seedUsers)

  let port = options.port
  const origin = () => `http://localhost:${port}`
  const sessions = new Sessions(file, events, () => options.issuer ?? origin(), await signingKey(file))
  const letters = new Letters(mailbox, events, origin)
  const { clientId, apiKey, seedUsers, verifyEmail = false } = options
  const authenticator = new Authenticator({ clientId, apiKey, people, sessions, letters, verifyEmail })

  const open: Route[] = [
    { method: 'POST', path: '/user_management/authenticate', handle: (request) => authenticator.handle(request) },
    { method: 'GET', path: '/sso/jwks/:clientId', handle: (_request, client) => jwks(client) },
    { method: 'GET', path: '/health', handle: () => json(200, { ok: true }) },
    ...hosted({ clientId, people, sessions, letters, authenticator, seedUsers }),
    ...mailbox.routes(BADGE),
  ]
  const keyed = usersApi({ people, sessions, letters, events }).map((route): Route => ({
    ...route,
    handle: (request, ...params) => {
      demandKey(request, apiKey)
      return route.handle(request, ...params)
    },
  }))

  function jwks(client: string) {
    if (client !== clientId) throw refusal(404, 'entity_not_found', `Client not found: '${client}'.`)
    return json(200, { keys: [sessions.publicKey] })
  }

  const server = await startWebServer({
    port,
    routes: [...open, ...keyed],
    notFound: ({ method, path }) => errorReply(refusal(404, 'not_found', `No such endpoint: ${method} ${path}.`)),
    failed: errorReply,
    failure,
  })
  port = server.port
  return {
    port,
    close: async () => {
      await server.close()
      await delivery.close()
      file.flush()
    },
  }
}

function demandKey(request: WebRequest, apiKey: string): void {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${apiKey}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new WorkosError(401, { message: 'Unauthorized' })
}
