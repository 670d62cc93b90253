import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { resolveApiKey } from '@callback/contracts/internal'
import { gatewayStand } from './gateway-stand.ts'

let stand: Awaited<ReturnType<typeof gatewayStand>>
let known: Set<string>
beforeAll(async () => {
  stand = await gatewayStand()
  stand.answers['/internal/keys/resolve'] = ({ body }) =>
    Response.json(
      known.has(resolveApiKey.input.parse(JSON.parse(body)).secret)
        ? { identity: stand.person.identity, scopes: ['*'] }
        : null,
    )
})
afterAll(() => stand.close())
beforeEach(() => {
  stand.forwarded.length = 0
})

const secretOf = (letter: string) => `cb_${letter.repeat(43)}`
const balance = (authorization: string) => stand.request('/v1/balance', { headers: { authorization } })
const lookups = () => stand.forwarded.filter((one) => one.service === 'auth').length

it('lets an API key in, asks auth about it once, and never hands the key on', async () => {
  known = new Set([secretOf('a')])
  for (let n = 0; n < 3; n++) expect((await balance(`Bearer ${secretOf('a')}`)).status).toBe(200)
  expect(lookups()).toBe(1)
  const asked = stand.forwarded.filter((one) => one.service === 'billing')
  expect(asked.every((one) => one.headers.has('x-principal') && !one.headers.has('authorization'))).toBe(true)
})

it('refuses what is no key without asking anybody', async () => {
  for (const value of ['Bearer', 'Bearer x', 'Basic YTpi', `Bearer ${secretOf('é')}`, `Bearer cb_${'x'.repeat(500)}`])
    expect((await balance(value)).status).toBe(401)
  expect(stand.forwarded).toEqual([])
})

it('needs no Origin, since no browser sends a key by itself', async () => {
  known = new Set([secretOf('b')])
  const response = await stand.request('/v1/coupons/redeem', {
    method: 'POST',
    headers: { authorization: `Bearer ${secretOf('b')}`, 'content-type': 'application/json' },
    body: '{"code":"X"}',
  })
  expect(response.status).toBe(200)
})

it('does not take a cookie instead of a bad key', async () => {
  known = new Set()
  const response = await stand.request('/v1/balance', {
    headers: { authorization: `Bearer ${secretOf('c')}`, cookie: await stand.cookie() },
  })
  expect(response.status).toBe(401)
})

it('stops a revoked key at once where it was revoked', async () => {
  known = new Set([secretOf('d')])
  const authorization = `Bearer ${secretOf('d')}`
  expect((await balance(authorization)).status).toBe(200)
  known.clear()
  const path = `/v1/keys/key_${'0'.repeat(20)}`
  stand.answers[path] = () => new Response(null, { status: 204 })
  const removed = await stand.request(path, { method: 'DELETE', headers: { authorization } })
  expect(removed.status).toBe(204)
  expect((await balance(authorization)).status).toBe(401)
})

it('does not let one address make the database look up keys without end', async () => {
  known = new Set()
  const statuses = []
  for (let n = 0; n < 140; n++) statuses.push((await balance(`Bearer cb_${String(n).padStart(40, '0')}`)).status)
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10)
  expect(lookups()).toBeLessThanOrEqual(120)
})
