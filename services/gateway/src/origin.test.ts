import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROUTES } from '@callback/contracts/routes'
import { gatewayStand, WEB } from './gateway-stand.ts'

let stand: Awaited<ReturnType<typeof gatewayStand>>
let cookie: string
beforeAll(async () => {
  stand = await gatewayStand()
  cookie = await stand.cookie()
})
afterAll(() => stand.close())
beforeEach(() => {
  stand.forwarded.length = 0
})

const STRANGE = [
  undefined,
  'null',
  'https://evil.test',
  `${WEB}.evil.test`,
  'http://site.test',
  `${WEB}/`,
  `${WEB}:444`,
]
const unsafe = ROUTES.filter((route) => route.method !== 'GET')
const send = (path: string, method: string, headers: Record<string, string | undefined>) =>
  stand.request(path.replace(/:\w+/g, 'x'), {
    method,
    headers: Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
  })

describe('a cookie alone', () => {
  it.each(unsafe)('is not enough for $method $path from another site, or from nowhere', async ({ path, method }) => {
    for (const origin of STRANGE) {
      const response = await send(path, method, { cookie, origin })
      expect({ origin, status: response.status }).toEqual({ origin, status: 403 })
      expect(await response.json()).toMatchObject({ error: { code: 'origin_refused' } })
    }
    expect(stand.forwarded).toEqual([])
  })

  it('is enough from our own site, and to read from anywhere', async () => {
    expect((await send('/v1/me', 'PATCH', { cookie, origin: WEB })).status).toBe(200)
    expect((await send('/v1/me', 'GET', { cookie })).status).toBe(200)
  })
})

it('signs nobody in from another site, but lets programs without a cookie or Origin sign in', async () => {
  expect((await send('/v1/auth/sign-in', 'POST', { origin: 'https://evil.test' })).status).toBe(403)
  expect((await send('/v1/auth/sign-in', 'POST', {})).status).toBe(200)
})

describe('CORS', () => {
  it('lets our site read answers, errors included, and see what it may need', async () => {
    for (const response of [
      await send('/v1/me', 'GET', { cookie, origin: WEB }),
      await send('/v1/me', 'GET', { origin: WEB }),
      await send('/v1/nothing', 'GET', { origin: WEB }),
    ]) {
      expect(response.headers.get('access-control-allow-origin')).toBe(WEB)
      expect(response.headers.get('access-control-allow-credentials')).toBe('true')
      expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id')
      expect(response.headers.get('vary')).toContain('origin')
    }
  })

  it('lets no other site read anything', async () => {
    for (const origin of STRANGE) {
      const response = await send('/v1/me', 'GET', { cookie, origin })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('answers preflights of our site only', async () => {
    const preflight = (origin: string) =>
      send('/v1/me', 'OPTIONS', { origin, 'access-control-request-method': 'PATCH' })
    const ours = await preflight(WEB)
    expect(ours.status).toBe(204)
    expect(ours.headers.get('access-control-allow-methods')).toContain('PATCH')
    expect(ours.headers.get('access-control-allow-headers')).toContain('idempotency-key')
    expect((await preflight('https://evil.test')).status).toBe(403)
  })
})
