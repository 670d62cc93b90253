// Procedures about accounts, users, phones and API keys.
import { z } from 'zod'
import { AccountId, KeyId, UserId } from '../ids.ts'
import { Instant, line, Phone, Zone } from '../fields.ts'
import { ApiKey, Me, Role } from '../me.ts'
import { procedure } from './procedure.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const principal = { kind: 'principal' } as const

export const Identity = z.object({ account: AccountId, user: UserId, roles: z.array(Role) })
export type Identity = z.infer<typeof Identity>

/** Finds the user of a WorkOS identity; makes user and account at the first sign-in. */
export const signInUser = procedure({
  name: 'users.sign_in',
  authority: { kind: 'resolver' },
  callers: ['auth'],
  input: z.strictObject({
    workosUserId: z.string().min(1).max(100),
    email: z.string().max(254),
    emailVerified: z.boolean(),
    firstName: z.string().max(60),
    lastName: z.string().max(60),
    zone: Zone.optional(),
  }),
  output: z.object({ identity: Identity, me: Me }),
})

export const getMe = procedure({
  name: 'me.get',
  authority: principal,
  callers: ['auth'],
  reads: true,
  input: z.strictObject({}),
  output: Me,
})

export const updateMe = procedure({
  name: 'me.update',
  authority: principal,
  callers: ['auth'],
  input: z.strictObject({ firstName: line(60).optional(), lastName: line(60).optional(), zone: Zone.optional() }),
  output: Me,
})

/** Codes sent per user and hour, wrong tries per code, and a code's life: what makes guessing and pumping pointless. */
export const PHONE_CODES_PER_HOUR_MAX = 5
export const PHONE_CODE_TRIES_MAX = 5
export const PHONE_CODE_LIFE_MS = 10 * 60_000

/** Keeps the hash of a fresh code; `too_many_tries` past the hourly bound. The caller then sends the SMS. */
export const startPhone = procedure({
  name: 'phone.start',
  authority: principal,
  callers: ['auth'],
  idempotent: true,
  input: z.strictObject({ number: Phone, codeHash: Sha256 }),
  output: z.object({ number: Phone, expiresAt: Instant }),
})

export const verifyPhone = procedure({
  name: 'phone.verify',
  authority: principal,
  callers: ['auth'],
  input: z.strictObject({ codeHash: Sha256 }),
  output: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('verified'), me: Me }),
    z.object({ kind: z.literal('wrong_code'), triesLeft: z.int() }),
    z.object({ kind: z.literal('expired') }),
  ]),
})

export const listKeys = procedure({
  name: 'api_keys.list',
  authority: principal,
  callers: ['auth'],
  reads: true,
  input: z.strictObject({}),
  output: z.object({ items: z.array(ApiKey) }),
})

export const createKey = procedure({
  name: 'api_keys.create',
  authority: principal,
  callers: ['auth'],
  input: z.strictObject({ name: line(60), keyHash: Sha256, hint: z.string().max(12) }),
  output: ApiKey,
})

export const removeKey = procedure({
  name: 'api_keys.remove',
  authority: principal,
  callers: ['auth'],
  input: z.strictObject({ id: KeyId }),
  output: z.object({ removed: z.literal(true) }),
})

export const resolveKey = procedure({
  name: 'api_keys.resolve',
  authority: { kind: 'resolver' },
  callers: ['auth'],
  input: z.strictObject({ keyHash: Sha256 }),
  output: z.object({ identity: Identity, scopes: z.array(z.string()) }).nullable(),
})
