import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { sha256Hex } from '@callback/contracts/bytes'
import { createKey } from '@callback/contracts/me'
import { authStand } from './auth-stand.ts'

let stand: Awaited<ReturnType<typeof authStand>>
let headers: Record<string, string>
beforeAll(async () => {
  stand = await authStand()
  headers = await stand.person.headers()
})
afterAll(() => stand.close())
beforeEach(() => {
  stand.asked.length = 0
})

const row = {
  id: `key_${'8'.repeat(20)}`,
  name: 'ci',
  hint: 'cb_abcdef',
  createdAt: '2026-11-21T12:00:00Z',
  lastUsedAt: null,
}

it('shows the secret once, and gives the database only its hash and first letters', async () => {
  stand.answers['api_keys.create'] = () => row
  const response = await stand.post('/v1/keys', { name: 'ci' }, headers)
  expect(response.status).toBe(201)
  const { secret } = createKey.output.parse(await response.json())
  expect(secret).toMatch(/^cb_[A-Za-z0-9_-]{43}$/)
  expect(stand.asked).toMatchObject([
    { input: { name: 'ci', keyHash: await sha256Hex(secret), hint: secret.slice(0, 9) } },
  ])
  expect(JSON.stringify(stand.asked)).not.toContain(secret)
})

it('lists and revokes keys', async () => {
  stand.answers['api_keys.list'] = () => ({ items: [row] })
  stand.answers['api_keys.remove'] = () => ({ removed: true })
  expect(await (await stand.request('/v1/keys', { headers })).json()).toEqual({ items: [row] })
  expect((await stand.request(`/v1/keys/${row.id}`, { method: 'DELETE', headers })).status).toBe(204)
  expect(stand.asked[1]).toMatchObject({ input: { id: row.id } })
})

it('finds the owner of a key by its hash, with nobody there', async () => {
  const owner = { identity: stand.person.identity, scopes: ['*'] }
  stand.answers['api_keys.resolve'] = () => owner
  const response = await stand.post('/internal/keys/resolve', { secret: 'cb_secret' })
  expect(await response.json()).toEqual(owner)
  expect(stand.asked[0]).toMatchObject({ input: { keyHash: await sha256Hex('cb_secret') } })
  expect(stand.asked[0]).not.toHaveProperty('principal')
})

it('reads and changes the signed-in person', async () => {
  stand.answers['me.get'] = () => stand.me
  stand.answers['me.update'] = () => stand.me
  expect(await (await stand.request('/v1/me', { headers })).json()).toEqual(stand.me)
  const response = await stand.request('/v1/me', {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"zone":"Europe/Rome"}',
  })
  expect(response.status).toBe(200)
  expect(stand.asked[1]).toMatchObject({ input: { zone: 'Europe/Rome' } })
})
