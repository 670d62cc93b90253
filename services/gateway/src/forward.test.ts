import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ErrorBody } from '@callback/contracts/errors'
import { ROUTES } from '@callback/contracts/routes'
import { BODY_BYTES_MAX } from '@callback/edge/body'
import { gatewayStand, WEB } from './gateway-stand.ts'

let stand: Awaited<ReturnType<typeof gatewayStand>>
let signedIn: Record<string, string>
beforeAll(async () => {
  stand = await gatewayStand()
})
afterAll(() => stand.close())
beforeEach(async () => {
  signedIn = { cookie: await stand.cookie(), origin: WEB }
  stand.forwarded.length = 0
  for (const name of Object.keys(stand.answers)) delete stand.answers[name]
})

const pathOf = (path: string) => path.replace(/:\w+/g, 'any-id')
const codeOf = async (response: Response) => ErrorBody.parse(await response.json()).error.code

describe('every route', () => {
  it.each(ROUTES)('$method $path goes to $service, as it came', async (route) => {
    const body = route.method === 'GET' ? {} : { body: '{"a":1}' }
    const response = await stand.request(`${pathOf(route.path)}?a=%20b`, {
      method: route.method,
      headers: { ...signedIn, 'content-type': 'application/json', 'idempotency-key': 'k' },
      ...body,
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ from: route.service })
    const [one] = stand.forwarded
    expect(one).toMatchObject({ service: route.service, method: route.method, path: `${pathOf(route.path)}?a=%20b` })
    expect(one?.body).toBe(route.method === 'GET' ? '' : '{"a":1}')
    expect(one?.headers.get('idempotency-key')).toBe('k')
    expect(one?.headers.get('x-request-id')).toBe(response.headers.get('x-request-id'))
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each(ROUTES.filter((route) => route.access !== 'public'))('$method $path needs somebody', async (route) => {
    const response = await stand.request(pathOf(route.path), { method: route.method })
    expect(response.status).toBe(401)
    expect(stand.forwarded).toEqual([])
  })
})

it('knows no other path, and no other way to ask a path it knows', async () => {
  for (const path of [
    '/',
    '/v1',
    '/v1/me/',
    '/v1//me',
    '/internal/keys/resolve',
    '/internal/answer',
    '/v1/../internal',
  ])
    expect((await stand.request(path, { headers: signedIn })).status).toBe(404)
  for (const method of ['DELETE', 'PUT', 'POST', 'OPTIONS']) {
    const response = await stand.request('/v1/me', { method, headers: signedIn })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, PATCH')
    expect(await codeOf(response)).toBe('method_not_allowed')
  }
  expect(stand.forwarded).toEqual([])
})

it('refuses a body that is too large before anybody else reads it, whatever length it claims', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let sent = 0; sent <= BODY_BYTES_MAX; sent += 8192) controller.enqueue(new Uint8Array(8192))
      controller.close()
    },
  })
  const init = { method: 'POST', headers: signedIn, body, duplex: 'half' }
  const response = await stand.request('/v1/calls', init)
  expect(response.status).toBe(413)
  expect(stand.forwarded).toEqual([])
})

it('passes a service’s typed answers, cookies and redirects through', async () => {
  const error = { error: { code: 'line_busy', message: 'Busy.', requestId: 'r' } }
  stand.answers['orchestrator'] = () => Response.json(error, { status: 409 })
  const busy = await stand.request('/v1/calls', { method: 'POST', headers: signedIn, body: '{}' })
  expect([busy.status, await busy.json()]).toEqual([409, error])

  stand.answers['auth'] = () => {
    const headers = new Headers({ location: 'https://site.test/x' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    return new Response(null, { status: 302, headers })
  }
  const redirect = await stand.request('/v1/auth/callback')
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'https://site.test/x'])
  expect(redirect.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

it('turns a crash of a service into a typed 502, and its silence into a 504', async () => {
  const failures: [() => Response | Promise<Response>, number, string][] = [
    [() => Promise.reject(new Error('worker threw')), 502, 'upstream_failed'],
    [() => new Response('Internal Error', { status: 500 }), 502, 'upstream_failed'],
    [() => Response.json({ ok: false }, { status: 503 }), 502, 'upstream_failed'],
    [() => Promise.reject(new DOMException('late', 'TimeoutError')), 504, 'deadline'],
  ]
  for (const [answer, status, code] of failures) {
    stand.answers['billing'] = answer
    const response = await stand.request('/v1/balance', { headers: signedIn })
    expect([response.status, await codeOf(response)]).toEqual([status, code])
  }
})

it('describes itself without asking anybody', async () => {
  const openapi = await stand.request('/openapi.json')
  expect(await openapi.json()).toMatchObject({ openapi: '3.1.0' })
  const docs = await (await stand.request('/docs')).text()
  for (const route of ROUTES) expect(docs).toContain(route.summary.replaceAll('&', '&amp;'))
  expect(docs).not.toMatch(/src=|@import|<script|<link/)
  expect(await (await stand.request('/health')).json()).toEqual({ service: 'gateway', ok: true })
  expect(stand.forwarded).toEqual([])
})

describe('the live socket', () => {
  const path = `/v1/calls/cal_${'0'.repeat(20)}/live`
  const upgrade = { upgrade: 'websocket', 'sec-websocket-key': 'k', 'sec-websocket-version': '13' }

  it('goes to voice with the principal and the handshake, and comes back untouched', async () => {
    stand.answers['voice'] = () => new Response('switched', { headers: { 'x-room': '1' } })
    const response = await stand.request(`${path}?after=3`, { headers: { ...signedIn, ...upgrade } })
    expect(await response.text()).toBe('switched')
    const [one] = stand.forwarded
    expect(one?.path).toBe(`${path}?after=3`)
    expect(one?.headers.get('upgrade')).toBe('websocket')
    expect(one?.headers.get('sec-websocket-key')).toBe('k')
    expect(one?.headers.has('x-principal')).toBe(true)
  })

  it('is closed to other sites, to nobody, to bad ids and to plain requests', async () => {
    const tries: [Record<string, string>, string, number][] = [
      [{ ...upgrade, cookie: signedIn['cookie'] ?? '' }, path, 403],
      [{ ...upgrade, cookie: signedIn['cookie'] ?? '', origin: 'https://evil.test' }, path, 403],
      [{ ...upgrade, origin: WEB }, path, 401],
      [{ ...upgrade, ...signedIn }, '/v1/calls/nope/live', 404],
      [signedIn, path, 400],
    ]
    for (const [headers, at, status] of tries) expect((await stand.request(at, { headers })).status).toBe(status)
    expect(stand.forwarded).toEqual([])
  })

  it('asks for a refreshed cookie first, since a 101 can carry none', async () => {
    const old = await stand.cookie({ accessToken: await stand.accessToken({ expiresIn: -10 }) })
    const response = await stand.request(path, { headers: { ...upgrade, cookie: old, origin: WEB } })
    expect(response.status).toBe(401)
    expect(stand.forwarded).toEqual([])
  })
})
