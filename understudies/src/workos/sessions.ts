// Sessions: single-use refresh tokens that rotate, and short access tokens signed RS256. Only hashes of refresh tokens are kept.
import { createHash, type webcrypto } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'
import type { Events } from './events.ts'
import { notFound, oauthRefusal } from './errors.ts'
import { newId, newSecret } from './ids.ts'
import type { Person, Session, StateFile } from './state-file.ts'

const ACCESS_TOKEN_SECONDS = 300
const SESSION_MS = 30 * 24 * 3_600_000
/** Enough to tell "already exchanged" from "never existed" in a race of tabs. */
const SPENT_MAX = 10
/** The oldest sessions are forgotten first; their refresh tokens then answer as unknown. */
const SESSIONS_MAX = 20_000

export type Visit = { method: string; ipAddress: string | null; userAgent: string | null }
export type Tokens = { accessToken: string; refreshToken: string }

export class Sessions {
  readonly #file: StateFile
  readonly #events: Events
  readonly #issuer: () => string
  readonly #byRefresh = new Map<string, Session>()
  readonly #key: webcrypto.CryptoKey | Uint8Array
  readonly publicKey: JWK

  constructor(file: StateFile, events: Events, issuer: () => string, key: SigningKey) {
    this.#file = file
    this.#events = events
    this.#issuer = issuer
    this.#key = key.privateKey
    this.publicKey = key.publicJwk
    for (const session of file.state.sessions) this.#byRefresh.set(session.refreshHash, session)
  }

  async begin(person: Person, visit: Visit): Promise<Tokens> {
    const now = new Date()
    const refreshToken = newSecret()
    const session: Session = {
      id: newId('session'),
      userId: person.id,
      ...visit,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + SESSION_MS).toISOString(),
      endedAt: null,
      refreshHash: hash(refreshToken),
      spentHashes: [],
    }
    this.#remember(session)
    this.#events.record('session.created', wireSession(session))
    return { accessToken: await this.#accessToken(session), refreshToken }
  }

  /** The old token is spent before anything else happens, so of two that race exactly one wins. */
  async refresh(refreshToken: string): Promise<{ session: Session; tokens: Tokens }> {
    const spent = hash(refreshToken)
    const session = this.#byRefresh.get(spent)
    if (!session) {
      const reused = this.#file.state.sessions.some((each) => each.spentHashes.includes(spent))
      throw oauthRefusal('invalid_grant', reused ? 'Refresh token already exchanged.' : 'Invalid refresh token.')
    }
    if (session.endedAt !== null || Date.parse(session.expiresAt) <= Date.now()) {
      throw oauthRefusal('invalid_grant', 'Session has already ended.')
    }
    const next = newSecret()
    this.#byRefresh.delete(spent)
    session.spentHashes = [...session.spentHashes, spent].slice(-SPENT_MAX)
    session.refreshHash = hash(next)
    this.#byRefresh.set(session.refreshHash, session)
    this.#file.changed()
    return { session, tokens: { accessToken: await this.#accessToken(session), refreshToken: next } }
  }

  of(userId: string): Session[] {
    return this.#file.state.sessions.filter((session) => session.userId === userId)
  }

  has(id: string): boolean {
    return this.#file.state.sessions.some((session) => session.id === id)
  }

  end(id: string): Session {
    const session = this.#file.state.sessions.find((each) => each.id === id)
    if (!session) throw notFound('Session', id)
    if (session.endedAt === null) {
      session.endedAt = new Date().toISOString()
      this.#file.changed()
      this.#events.record('session.revoked', wireSession(session))
    }
    return session
  }

  #remember(session: Session): void {
    const { sessions } = this.#file.state
    sessions.push(session)
    this.#byRefresh.set(session.refreshHash, session)
    const oldest = sessions.length > SESSIONS_MAX ? sessions.shift() : undefined
    if (oldest) this.#byRefresh.delete(oldest.refreshHash)
    this.#file.changed()
  }

  #accessToken(session: Session): Promise<string> {
    return new SignJWT({ sid: session.id })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: String(this.publicKey.kid) })
      .setIssuer(this.#issuer())
      .setSubject(session.userId)
      .setJti(newId('jti').slice(4))
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
      .sign(this.#key)
  }
}

export type SigningKey = { privateKey: webcrypto.CryptoKey | Uint8Array; publicJwk: JWK }

export async function signingKey(file: StateFile): Promise<SigningKey> {
  const stored = file.state.signingKey ?? (await newKey())
  file.state.signingKey = stored
  file.changed()
  const { kty, n, e, kid }: JWK = stored
  const publicJwk = { kty, alg: 'RS256', use: 'sig', kid, n, e } as JWK
  return { privateKey: await importJWK(stored, 'RS256'), publicJwk }
}

export function wireSession(session: Session): Record<string, unknown> {
  return {
    object: 'session',
    id: session.id,
    user_id: session.userId,
    auth_method: AUTH_METHODS[session.method] ?? 'oauth',
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    status: session.endedAt === null ? 'active' : 'revoked',
    expires_at: session.expiresAt,
    ended_at: session.endedAt,
    created_at: session.createdAt,
    updated_at: session.endedAt ?? session.createdAt,
  }
}

const AUTH_METHODS: Record<string, string> = { Password: 'password', MagicAuth: 'magic_code' }

async function newKey(): Promise<JWK & { kty: 'RSA'; kid: string }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kty: 'RSA', kid: newId('sso_oidc_key_pair') }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
