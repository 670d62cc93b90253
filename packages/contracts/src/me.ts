// Signing in, and the signed-in person.
import { z } from 'zod'
import { AccountId, UserId, KeyId } from './ids.ts'
import { Email, Instant, line, NoBody, NoParams, NoQuery, Nothing, Phone, TypedPhone, Zone } from './fields.ts'
import { route } from './route.ts'

export const Role = z.enum(['member', 'operator'])
export type Role = z.infer<typeof Role>

export const Me = z.object({
  id: UserId,
  accountId: AccountId,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  zone: z.string(),
  phone: z.object({ number: Phone, verified: z.boolean() }).nullable(),
  roles: z.array(Role),
})
export type Me = z.infer<typeof Me>

const none = { params: NoParams, query: NoQuery }
const at = { service: 'auth' as const, ...none }

export const signUp = route({
  ...at,
  name: 'signUp',
  method: 'POST',
  path: '/v1/auth/sign-up',
  access: 'public',
  status: 201,
  summary: 'Make an account with e-mail and password, and sign in.',
  body: z.strictObject({
    email: Email,
    password: z.string().min(10, 'must have at least 10 characters').max(200),
    firstName: line(60),
    lastName: line(60).optional(),
    zone: Zone.optional(),
  }),
  output: Me,
})

export const signIn = route({
  ...at,
  name: 'signIn',
  method: 'POST',
  path: '/v1/auth/sign-in',
  access: 'public',
  status: 200,
  summary: 'Sign in with e-mail and password. Sets the session cookie.',
  body: z.strictObject({ email: Email, password: z.string().min(1).max(200) }),
  output: Me,
})

export const signOut = route({
  ...at,
  name: 'signOut',
  method: 'POST',
  path: '/v1/auth/sign-out',
  access: 'public',
  status: 200,
  summary: 'End the session and clear the cookie.',
  body: NoBody,
  output: z.object({ signedOut: z.literal(true) }),
})

export const authorize = route({
  name: 'authorize',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/authorize',
  access: 'public',
  status: 200,
  summary: 'Redirect (302) to the hosted sign-in, or to a social provider. `returnTo` is a path of the site.',
  params: NoParams,
  query: z.strictObject({
    provider: z.enum(['authkit', 'GoogleOAuth']).default('authkit'),
    screen: z.enum(['sign-in', 'sign-up']).optional(),
    returnTo: z
      .string()
      .max(200)
      .regex(/^\/(?![/\\])/, 'must be a path of the site')
      .default('/'),
  }),
  body: NoBody,
  output: Nothing,
})

export const callback = route({
  name: 'callback',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/callback',
  access: 'public',
  status: 200,
  summary: 'Where the hosted sign-in returns: sets the session cookie and redirects (302) to the site.',
  params: NoParams,
  query: z.object({
    code: z.string().max(500).optional(),
    state: z.string().max(2000).optional(),
    error: z.string().max(200).optional(),
    error_description: z.string().max(1000).optional(),
  }),
  body: NoBody,
  output: Nothing,
})

export const getMe = route({
  ...at,
  name: 'getMe',
  method: 'GET',
  path: '/v1/me',
  access: 'user',
  status: 200,
  summary: 'Who is signed in.',
  body: NoBody,
  output: Me,
})

export const updateMe = route({
  ...at,
  name: 'updateMe',
  method: 'PATCH',
  path: '/v1/me',
  access: 'user',
  status: 200,
  summary: 'Change name or time zone.',
  body: z.strictObject({ firstName: line(60).optional(), lastName: line(60).optional(), zone: Zone.optional() }),
  output: Me,
})

export const startPhone = route({
  ...at,
  name: 'startPhone',
  method: 'POST',
  path: '/v1/me/phone',
  access: 'user',
  status: 200,
  summary: 'Send a six-digit code by SMS to the number that should ring.',
  idempotent: true,
  body: z.strictObject({ number: TypedPhone }),
  output: z.object({ number: Phone, expiresAt: Instant }),
})

export const verifyPhone = route({
  ...at,
  name: 'verifyPhone',
  method: 'POST',
  path: '/v1/me/phone/verify',
  access: 'user',
  status: 200,
  summary: 'Prove the number with the code.',
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/, 'must be the six digits of the message') }),
  output: Me,
})

export const ApiKey = z.object({
  id: KeyId,
  name: z.string(),
  /** First characters, to recognise a key by; the rest is shown once and never stored. */
  hint: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

export const listKeys = route({
  ...at,
  name: 'listKeys',
  method: 'GET',
  path: '/v1/keys',
  access: 'user',
  status: 200,
  summary: 'API keys of the account.',
  body: NoBody,
  output: z.object({ items: z.array(ApiKey) }),
})

export const createKey = route({
  ...at,
  name: 'createKey',
  method: 'POST',
  path: '/v1/keys',
  access: 'user',
  status: 201,
  summary: 'Make an API key. The secret is in this answer and nowhere else, so this POST takes no Idempotency-Key.',
  body: z.strictObject({ name: line(60) }),
  output: z.object({ key: ApiKey, secret: z.string() }),
})

export const removeKey = route({
  name: 'removeKey',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/keys/:id',
  access: 'user',
  status: 204,
  summary: 'Revoke an API key.',
  params: z.strictObject({ id: KeyId }),
  query: NoQuery,
  body: NoBody,
  output: Nothing,
})
