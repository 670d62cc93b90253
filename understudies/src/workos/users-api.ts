// The REST resources behind the API key: users, their sessions and letters, password resets, events.
import { z } from 'zod'
import { json, type Route, type WebRequest } from '../web-server.ts'
import { notFound } from './errors.ts'
import type { Events } from './events.ts'
import type { Letters } from './letters.ts'
import { paginate } from './paginate.ts'
import { wireUser, type People, type PersonChange } from './people.ts'
import { wireSession, type Sessions } from './sessions.ts'
import { demandStrength } from './password.ts'

const text = z.string().max(1_000).nullish()
const fields = {
  password: z.string().optional(),
  email_verified: z.boolean().optional(),
  name: text,
  first_name: text,
  last_name: text,
  external_id: text,
  metadata: z.record(z.string(), z.string()).optional(),
}
const Creation = z.object({ email: z.email().max(254), ...fields })
const Update = z.object({ email: z.email().max(254).optional(), locale: text, ...fields })
const Email = z.object({ email: z.email().max(254) })
const Confirmation = z.object({ token: z.string(), new_password: z.string() })

export type UsersApiParts = { people: People; sessions: Sessions; letters: Letters; events: Events }

export function usersApi({ people, sessions, letters, events }: UsersApiParts): Route[] {
  const users = '/user_management/users'
  return [
    {
      method: 'POST',
      path: users,
      handle: async (request) => {
        const creation = Creation.parse(bodyOf(request))
        return json(201, wireUser(await people.create({ ...camel(creation), email: creation.email })))
      },
    },
    {
      method: 'GET',
      path: users,
      handle: ({ query }) => {
        const email = query.get('email')
        const found = email === null ? people.all() : [people.byEmail(email)].filter((person) => person !== undefined)
        return json(200, paginate(query.has('organization_id') ? [] : found, query, wireUser))
      },
    },
    { method: 'GET', path: `${users}/:id`, handle: (_request, id) => json(200, wireUser(people.get(id))) },
    {
      method: 'PUT',
      path: `${users}/:id`,
      handle: async (request, id) => json(200, wireUser(await people.change(id, camel(Update.parse(bodyOf(request)))))),
    },
    {
      method: 'DELETE',
      path: `${users}/:id`,
      handle: (_request, id) => {
        people.remove(id)
        for (const session of sessions.of(id)) sessions.end(session.id)
        return { status: 204, body: '' }
      },
    },
    {
      method: 'GET',
      path: `${users}/:id/sessions`,
      handle: ({ query }, id) => json(200, paginate(sessions.of(people.get(id).id), query, wireSession)),
    },
    {
      method: 'POST',
      path: `${users}/:id/email_verification/send`,
      handle: (_request, id) => {
        letters.sendCode('email_verification', people.get(id))
        return json(200, { user: wireUser(people.get(id)) })
      },
    },
    {
      method: 'POST',
      path: `${users}/:id/email_verification/confirm`,
      handle: async (request, id) => {
        letters.redeemCode(
          'email_verification',
          people.get(id),
          z.object({ code: z.string() }).parse(bodyOf(request)).code,
        )
        return json(200, { user: wireUser(await people.change(id, { emailVerified: true })) })
      },
    },
    ...(['email_verification', 'magic_auth', 'password_reset'] as const).map((kind): Route => ({
      method: 'GET',
      path: `/user_management/${kind}/:id`,
      handle: (_request, id) => {
        const sent = letters.sentObject(id)
        if (sent?.['object'] !== kind) throw notFound(kind, id)
        return json(200, sent)
      },
    })),
    {
      method: 'POST',
      path: '/user_management/magic_auth',
      handle: async (request) => {
        const { email } = Email.parse(bodyOf(request))
        const person = people.byEmail(email) ?? (await people.create({ email }))
        return json(201, letters.sendCode('magic_auth', person))
      },
    },
    {
      method: 'POST',
      path: '/user_management/password_reset',
      handle: (request) => {
        const { email } = Email.parse(bodyOf(request))
        const person = people.byEmail(email)
        if (!person) throw notFound('User', email)
        return json(201, letters.sendReset(person))
      },
    },
    {
      method: 'POST',
      path: '/user_management/password_reset/confirm',
      handle: async (request) => {
        const { token, new_password: password } = Confirmation.parse(bodyOf(request))
        const id = letters.resetOwner(token)
        demandStrength(password)
        letters.spendReset(token)
        return json(200, { user: wireUser(await people.change(id, { password, emailVerified: true })) })
      },
    },
    {
      method: 'POST',
      path: '/user_management/sessions/revoke',
      handle: (request) =>
        json(200, wireSession(sessions.end(z.object({ session_id: z.string() }).parse(bodyOf(request)).session_id))),
    },
    {
      method: 'GET',
      path: '/events',
      handle: ({ query }) => {
        const wanted = [...query.getAll('events[]'), ...query.getAll('events')].flatMap((each) => each.split(','))
        const found = events.all.filter((each) => wanted.includes(each.event))
        return json(
          200,
          paginate(found, query, (each) => each, 'asc'),
        )
      },
    },
  ]
}

function bodyOf(request: WebRequest): unknown {
  return request.body === '' ? {} : JSON.parse(request.body)
}

function camel({ email_verified, first_name, last_name, external_id, ...same }: z.infer<typeof Update>): PersonChange {
  return { ...same, emailVerified: email_verified, firstName: first_name, lastName: last_name, externalId: external_id }
}
