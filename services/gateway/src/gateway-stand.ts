// The gateway as its tests meet it: services that keep what they are asked, keys of a WorkOS, a browser's cookies.
import { defaults, seal } from 'iron-webcrypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Session } from '@callback/contracts/session'
import { localServer } from '@callback/edge/local-server'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'
import { TokenBucket } from './token-bucket.ts'

export const WEB = 'https://site.test'
const COOKIE_PASSWORD = 'a password of the tests, longer than 32'
const CLIENT = 'client_test'

export type Forwarded = { service: string; method: string; path: string; headers: Headers; body: string }
type Answer = (asked: Forwarded) => Response | Promise<Response>

async function signer(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

export async function gatewayStand(limits: Record<string, string> = {}) {
  const person = await testPerson()
  const key = await signer('key-1')
  const jwks = { status: 200, fetched: 0 }
  const workos = await localServer(() => {
    jwks.fetched += 1
    return Response.json({ keys: [key.jwk] }, { status: jwks.status })
  })
  const forwarded: Forwarded[] = []
  const answers: Record<string, Answer> = {}
  const binding = (service: string) => ({
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init)
      const url = new URL(request.url)
      const one = {
        service,
        method: request.method,
        path: url.pathname + url.search,
        headers: request.headers,
        body: await request.text(),
      }
      forwarded.push(one)
      return (answers[one.path] ?? answers[service] ?? (() => Response.json({ from: service })))(one)
    },
  })
  const clock = { now: 0 }
  let sessions = 0
  const buckets = new Map<string, TokenBucket>()
  const env = {
    PRINCIPAL_PUBLIC_KEY: person.publicKey,
    PRINCIPAL_PRIVATE_KEY: person.privateKey,
    DATABASE: binding('database'),
    WEB_URL: WEB,
    PUBLIC_API_URL: 'http://localhost:8787',
    COOKIE_PASSWORD,
    WORKOS_CLIENT_ID: CLIENT,
    WORKOS_BASE_URL: workos.origin,
    AUTH: binding('auth'),
    PERSONAS: binding('personas'),
    ORCHESTRATOR: binding('orchestrator'),
    PAYMENTS: binding('payments'),
    COSTS: binding('costs'),
    BILLING: binding('billing'),
    VOICE: binding('voice'),
    ADMIN: binding('admin'),
    RATE_LIMITER: {
      getByName: (name: string) => ({
        take: async (perMinute: number) => {
          const bucket = buckets.get(name) ?? new TokenBucket(perMinute, clock.now)
          buckets.set(name, bucket)
          return bucket.take(perMinute, clock.now)
        },
      }),
    },
    ...limits,
  }

  async function accessToken(more: { expiresIn?: number; issuer?: string; subject?: string; by?: typeof key } = {}) {
    const by = more.by ?? key
    const nowSeconds = Math.floor(Date.now() / 1000)
    return new SignJWT({ sid: 'session_01TEST' })
      .setProtectedHeader({ alg: 'RS256', kid: by.kid })
      .setIssuer(more.issuer ?? workos.origin)
      .setSubject(more.subject ?? 'user_01TEST')
      .setIssuedAt(nowSeconds - 600)
      .setExpirationTime(nowSeconds + (more.expiresIn ?? 300))
      .sign(by.privateKey)
  }

  async function sealed(change: Partial<Session> = {}, password = COOKIE_PASSWORD): Promise<string> {
    const session: Session = {
      accessToken: await accessToken(),
      refreshToken: 'refresh-1',
      sessionId: `session_${(sessions += 1)}`,
      workosUserId: 'user_01TEST',
      identity: person.identity,
      ...change,
    }
    return seal(session, { id: '', secret: password }, { ...defaults, ttl: 60_000 })
  }

  return {
    person,
    jwks,
    forwarded,
    answers,
    clock,
    env,
    signer,
    accessToken,
    sealed,
    cookie: async (change: Partial<Session> = {}, password?: string) => `cb_session=${await sealed(change, password)}`,
    request: async (path: string, init: RequestInit = {}) => app.request(`http://localhost:8787${path}`, init, env),
    close: workos.close,
  }
}
