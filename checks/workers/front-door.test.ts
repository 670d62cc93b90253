// The way of a request in workerd: gateway → auth or billing → database → db-proxy, as wrangler bundles them, with real
// Durable Objects. WorkOS and db-proxy are stand-ins that keep what they are asked.
import { createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Miniflare, type WorkerOptions } from 'miniflare'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import WebSocket from 'ws'
import { z } from 'zod'
import { newId } from '@callback/contracts/ids'
import { verifyPrincipal } from '@callback/contracts/principal'
import { importVerifyingKey } from '@callback/contracts/signed-claims'
import { Nonces, verifyRequest } from '@callback/contracts/signed-request'
import { miniflareWorker } from '../../scripts/stack/miniflare-workers.ts'
import { makeSecrets } from '../../scripts/stack/secrets.ts'
import { bundleWorkers } from '../../scripts/stack/worker-bundles.ts'

const root = join(import.meta.dirname, '../..')
const NAMES = ['gateway', 'auth', 'billing', 'database'] as const
const WEB = 'http://localhost:5173'
const SIGN_INS_PER_MINUTE = 10
const secrets = makeSecrets()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const identity = { account: newId('account'), user: newId('user'), roles: ['member'] }
const me = { id: identity.user, accountId: identity.account, email: 'sam@site.test', firstName: 'Sam', lastName: '' }
const answers: Record<string, unknown> = {
  'users.sign_in': { identity, me: { ...me, zone: 'UTC', phone: null, roles: identity.roles } },
  'balance.get': { availableMillicredits: 5, heldMillicredits: 0 },
}

/** Stands for every service that is not under test; as `voice` it opens a socket and says who came. */
const NEIGHBOUR = `
export default {
  fetch(request) {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('not here', { status: 500 })
    const [client, server] = Object.values(new WebSocketPair())
    server.accept()
    server.send(JSON.stringify({ principal: request.headers.get('x-principal'), cookie: request.headers.get('cookie') }))
    return new Response(null, { status: 101, webSocket: client })
  },
}`

type Seen = { path: string; body: Record<string, unknown>; genuine: boolean }
const workosSeen: Seen[] = []
const databaseSeen: Seen[] = []
const servers: Server[] = []
let mf: Miniflare
let door: URL
let accessSeconds = 300

function accessToken(issuer: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + accessSeconds
  const head = part({ alg: 'RS256', kid: 'k' })
  const signed = `${head}.${part({ iss: issuer, sub: 'user_1', sid: 'session_1', exp })}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(rsa.privateKey, 'base64url')}`
}

const Json = z.record(z.string(), z.unknown())
const Bound = z.object({ serviceBindings: Json.default({}) })

async function serve(answer: (request: IncomingMessage, text: string) => unknown): Promise<string> {
  const server = createServer((request, reply) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      void Promise.resolve(answer(request, text)).then((value) => {
        reply.setHeader('content-type', 'application/json').end(JSON.stringify(value))
      })
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port }: AddressInfo = z.custom<AddressInfo>().parse(server.address())
  return `http://127.0.0.1:${port}`
}

async function startWorkos(): Promise<string> {
  const origin: string = await serve(({ url = '' }, text) => {
    if (url.startsWith('/sso/jwks/')) {
      return { keys: [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] }
    }
    workosSeen.push({ path: url, body: Json.parse(JSON.parse(text)), genuine: true })
    const user = { object: 'user', id: 'user_1', email: me.email, email_verified: true, first_name: 'Sam' }
    return { user, access_token: accessToken(origin), refresh_token: `refresh-${workosSeen.length}` }
  })
  return origin
}

function startDbProxy(): Promise<string> {
  const seen = { nonces: new Nonces(), bornMs: Date.now() - 1 }
  const keys = new Map([['workers', secrets.DB_PROXY_WORKERS_KEY]])
  return serve(async ({ url = '', headers }, text) => {
    const header = (name: string) => z.string().parse(headers[name])
    const verdict = await verifyRequest({ method: 'POST', path: url, body: text }, header, keys, seen, Date.now())
    databaseSeen.push({ path: url, body: Json.parse(JSON.parse(text)), genuine: verdict.ok })
    return { output: answers[url.replace('/procedures/', '')], replayed: false }
  })
}

beforeAll(async () => {
  const variables = {
    ...secrets,
    CALLBACK_LOCAL: '1',
    WEB_URL: WEB,
    PUBLIC_API_URL: 'http://localhost:8787',
    WORKOS_API_KEY: 'sk_test_of_the_test',
    WORKOS_CLIENT_ID: 'client_test',
    WORKOS_BASE_URL: await startWorkos(),
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'a-token-of-the-test',
    TWILIO_PHONE_NUMBER: '+14155550199',
    DB_PROXY_URL: await startDbProxy(),
    RATE_LIMIT_AUTH_PER_MINUTE: String(SIGN_INS_PER_MINUTE),
  }
  const { folders } = await bundleWorkers(root, NAMES)
  const own = await Promise.all(
    NAMES.map(async (name): Promise<WorkerOptions> => {
      const folder = folders.get(name) ?? ''
      const options = await miniflareWorker(join(root, 'wrangler.toml'), { name, folder, variables })
      const bound = Object.entries(Bound.parse(options).serviceBindings).map(([binding, to]) => {
        const { name: target } = z.object({ name: z.string() }).catch({ name: 'neighbour' }).parse(to)
        return [binding, NAMES.some((each) => each === target) ? to : 'neighbour']
      })
      return { ...options, serviceBindings: Object.fromEntries(bound) }
    }),
  )
  const neighbour = { name: 'neighbour', modules: true, script: NEIGHBOUR, compatibilityDate: '2026-07-01' }
  mf = new Miniflare({
    workers: [...own, neighbour],
    host: '127.0.0.1',
    port: 0,
    cf: false,
    telemetry: { enabled: false },
  })
  door = await mf.ready
})

afterAll(async () => {
  await mf.dispose()
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
})

beforeEach(() => {
  accessSeconds = 300
  workosSeen.length = 0
  databaseSeen.length = 0
})

const signIn = (address: string) =>
  fetch(new URL('/v1/auth/sign-in', door), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: WEB, 'cf-connecting-ip': address },
    body: JSON.stringify({ email: me.email, password: 'correct horse battery' }),
  })
const cookieFrom = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const balance = (cookie: string) => fetch(new URL('/v1/balance', door), { headers: { cookie } })

it('signs in, and reads as that person: each Worker under its own name, each request signed', async () => {
  const response = await signIn('192.0.2.1')
  expect(response.status).toBe(200)
  const read = await balance(cookieFrom(response))
  expect(await read.json()).toEqual(answers['balance.get'])
  expect(databaseSeen.map(({ path, body, genuine }) => [path, body['caller'], genuine])).toEqual([
    ['/procedures/users.sign_in', 'auth', true],
    ['/procedures/balance.get', 'billing', true],
  ])
  const token = z.string().parse(databaseSeen[1]?.body['principal'])
  const key = await importVerifyingKey(secrets.PRINCIPAL_PUBLIC_KEY)
  expect(await verifyPrincipal(token, key, Date.now())).toMatchObject(identity)
})

it('refreshes a session once for twenty tabs whose access token ran out together', async () => {
  accessSeconds = -10
  const old = cookieFrom(await signIn('192.0.2.2'))
  accessSeconds = 300
  const reads = await Promise.all(Array.from({ length: 20 }, () => balance(old)))
  expect(reads.map((read) => read.status)).toEqual(Array.from({ length: 20 }, () => 200))
  expect(workosSeen.map(({ body }) => body['grant_type'])).toEqual(['password', 'refresh_token'])
  expect(new Set(reads.map(cookieFrom)).size).toBe(1)
  workosSeen.length = 0
  expect((await balance(cookieFrom(reads[0] ?? Response.error()))).status).toBe(200)
  expect(workosSeen).toEqual([])
})

it('counts exactly, however many come at once', async () => {
  const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await signIn('192.0.2.3')).status))
  const admitted = statuses.filter((status) => status === 200)
  expect(admitted.length).toBeGreaterThanOrEqual(SIGN_INS_PER_MINUTE)
  // A bucket refills while forty sign-ins are worked off: by one in six seconds.
  expect(admitted.length).toBeLessThanOrEqual(SIGN_INS_PER_MINUTE + 1)
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
})

it('opens the live socket with the principal and without the cookie', async () => {
  const cookie = cookieFrom(await signIn('192.0.2.4'))
  const url = new URL(`/v1/calls/${newId('call')}/live`, door)
  url.protocol = 'ws:'
  const socket = new WebSocket(url, { headers: { cookie, origin: WEB } })
  const first = await new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve(String(data)))
    socket.once('error', reject)
  })
  socket.close()
  expect(JSON.parse(first)).toEqual({ principal: expect.any(String), cookie: null })
})

it('answers a crash of a service with a typed 502', async () => {
  const cookie = cookieFrom(await signIn('192.0.2.5'))
  const response = await fetch(new URL('/v1/personas', door), { headers: { cookie } })
  expect(response.status).toBe(502)
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_failed' } })
})
