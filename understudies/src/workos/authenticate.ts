// POST /user_management/authenticate: every grant the product may use, each with the failure shape WorkOS gives it.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { json, type WebReply, type WebRequest } from '../web-server.ts'
import { Codes } from './codes.ts'
import { oauthRefusal, refusal, WorkosError } from './errors.ts'
import { newSecret } from './ids.ts'
import type { Letters } from './letters.ts'
import { wireUser, type People } from './people.ts'
import type { Sessions, Tokens } from './sessions.ts'
import type { Person } from './state-file.ts'

const caller = {
  client_id: z.string(),
  client_secret: z.string().optional(),
  ip_address: z.string().nullish(),
  user_agent: z.string().nullish(),
}
const MAGIC = 'urn:workos:oauth:grant-type:magic-auth:code'
const VERIFICATION = 'urn:workos:oauth:grant-type:email-verification:code'
const Grant = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    ...caller,
    code: z.string(),
    code_verifier: z.string().optional(),
  }),
  z.object({ grant_type: z.literal('password'), ...caller, email: z.string(), password: z.string() }),
  z.object({ grant_type: z.literal('refresh_token'), ...caller, refresh_token: z.string() }),
  z.object({ grant_type: z.literal(MAGIC), ...caller, email: z.string(), code: z.string() }),
  z.object({
    grant_type: z.literal(VERIFICATION),
    ...caller,
    code: z.string(),
    pending_authentication_token: z.string(),
  }),
])
type Grant = z.infer<typeof Grant>
const GRANT_TYPES: readonly string[] = ['authorization_code', 'password', 'refresh_token', MAGIC, VERIFICATION]

export type GrantedCode = { userId: string; method: string; challenge: string | null }

const CODE_MS = 10 * 60_000
const PENDING_MS = 10 * 60_000

export type AuthenticatorParts = {
  clientId: string
  apiKey: string
  people: People
  sessions: Sessions
  letters: Letters
  /** Whether an unverified address must prove itself before its first session. */
  verifyEmail: boolean
}

export class Authenticator {
  readonly #parts: AuthenticatorParts
  readonly #codes = new Codes<GrantedCode>(CODE_MS)
  readonly #pending = new Codes<{ userId: string; method: string }>(PENDING_MS)

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
  }

  /** A code for the browser to carry back to the product. */
  grantCode(granted: GrantedCode): string {
    const code = newSecret()
    this.#codes.put(code, granted)
    return code
  }

  async handle(request: WebRequest): Promise<WebReply> {
    const body: unknown = readBody(request)
    const { grant_type: type } = z.object({ grant_type: z.string() }).parse(body)
    if (!GRANT_TYPES.includes(type)) throw oauthRefusal('unsupported_grant_type', `Unsupported grant type: ${type}.`)
    const grant = Grant.parse(body)
    this.#checkClient(grant)
    if (grant.grant_type === 'refresh_token') return this.#refresh(grant.refresh_token)
    const { person, method } = await this.#identify(grant)
    this.demandVerified(person, method)
    const userAgent = grant.user_agent ?? request.headers['user-agent'] ?? null
    const tokens = await this.#parts.sessions.begin(person, { method, ipAddress: grant.ip_address ?? null, userAgent })
    this.#parts.people.signedIn(person)
    return reply(person, method, tokens)
  }

  /** Throws WorkOS's step-up, with a letter sent, when the address is unproven and must not be. */
  demandVerified(person: Person, method: string): void {
    if (!this.#parts.verifyEmail || person.emailVerified) return
    const token = newSecret()
    this.#pending.put(token, { userId: person.id, method })
    const sent = this.#parts.letters.sendCode('email_verification', person)
    throw new WorkosError(403, {
      code: 'email_verification_required',
      message: 'Email ownership must be verified before authentication.',
      pending_authentication_token: token,
      email: person.email,
      email_verification_id: sent['id'],
    })
  }

  async verifyEmail(pendingToken: string, code: string): Promise<{ person: Person; method: string }> {
    const { people, letters } = this.#parts
    const pending = this.#pending.peek(pendingToken)
    if (!pending) {
      throw refusal(
        400,
        'invalid_pending_authentication_token',
        'The pending authentication token is invalid or has expired.',
      )
    }
    letters.redeemCode('email_verification', people.get(pending.userId), code)
    this.#pending.take(pendingToken)
    const person = await people.change(pending.userId, { emailVerified: true })
    return { person, method: pending.method }
  }

  #checkClient(grant: Grant): void {
    const { clientId, apiKey } = this.#parts
    if (grant.client_id !== clientId) throw oauthRefusal('invalid_client', 'Invalid client ID.')
    const isPublic =
      grant.grant_type === 'refresh_token' ||
      (grant.grant_type === 'authorization_code' && grant.code_verifier !== undefined)
    const secretIsFine = grant.client_secret === undefined ? isPublic : grant.client_secret === apiKey
    if (!secretIsFine) throw oauthRefusal('invalid_client', 'Invalid client secret.')
  }

  async #identify(grant: Exclude<Grant, { grant_type: 'refresh_token' }>): Promise<{ person: Person; method: string }> {
    const { people, letters } = this.#parts
    switch (grant.grant_type) {
      case 'authorization_code':
        return this.#redeem(grant.code, grant.code_verifier)
      case 'password':
        return { person: await people.withPassword(grant.email, grant.password), method: 'Password' }
      case MAGIC: {
        const person = people.byEmail(grant.email)
        letters.redeemCode('magic_auth', person, grant.code)
        if (!person) throw refusal(400, 'invalid_one_time_code', 'Invalid one-time code.')
        return { person: await people.change(person.id, { emailVerified: true }), method: 'MagicAuth' }
      }
      case VERIFICATION:
        return this.verifyEmail(grant.pending_authentication_token, grant.code)
    }
  }

  #redeem(code: string, verifier: string | undefined): { person: Person; method: string } {
    const granted = this.#codes.take(code)
    if (!granted) throw oauthRefusal('invalid_grant', `The code '${code}' has expired or is invalid.`)
    const proof = verifier === undefined ? null : createHash('sha256').update(verifier).digest('base64url')
    if (proof !== granted.challenge)
      throw oauthRefusal('invalid_grant', 'The code verifier does not match the code challenge.')
    return { person: this.#parts.people.get(granted.userId), method: granted.method }
  }

  async #refresh(token: string): Promise<WebReply> {
    const { session, tokens } = await this.#parts.sessions.refresh(token)
    return reply(this.#parts.people.get(session.userId), session.method, tokens)
  }
}

function reply(person: Person, method: string, { accessToken, refreshToken }: Tokens): WebReply {
  const user = wireUser(person)
  return json(200, { user, access_token: accessToken, refresh_token: refreshToken, authentication_method: method })
}

function readBody({ headers, body }: WebRequest): unknown {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)
}
