import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '@callback/contracts/errors'
import { line, NoBody, NoQuery, Nothing } from '@callback/contracts/fields'
import { route } from '@callback/contracts/route'
import { BaseEnv } from './env.ts'
import { recordedDatabase } from './recorded-database.ts'
import { serve, serveInternal } from './serve.ts'
import type { Scope } from './serve.ts'
import { testPerson } from './test-person.ts'
import { worker } from './worker.ts'

const person = await testPerson()
const at = { service: 'billing' as const, summary: 'A route of the test.', access: 'user' as const }
const rename = route({
  ...at,
  name: 'rename',
  method: 'POST',
  path: '/v1/things/:id',
  status: 201,
  idempotent: true,
  params: z.strictObject({ id: z.string().regex(/^thing_\d$/) }),
  query: z.strictObject({ loud: z.stringbool().optional() }),
  body: z.strictObject({ name: line(5), more: z.strictObject({ size: z.int() }).optional() }),
  output: z.object({ name: z.string() }),
})
const forget = route({
  ...at,
  name: 'forget',
  method: 'DELETE',
  path: '/v1/things/:id',
  status: 204,
  params: z.strictObject({ id: z.string() }),
  query: NoQuery,
  body: NoBody,
  output: Nothing,
})
const double = {
  path: '/internal/double',
  input: z.strictObject({ n: z.int() }),
  output: z.object({ n: z.int() }),
} as const

function stand(handler: (input: unknown, scope: Scope<BaseEnv>) => Promise<{ name: string }>) {
  const app = worker('billing', BaseEnv)
  serve(app, rename, handler)
  serve(app, forget, async () => undefined)
  serveInternal(app, double, async ({ n }) => ({ n: 2 * n }))
  const { binding } = recordedDatabase({})
  const env = { PRINCIPAL_PUBLIC_KEY: person.publicKey, DATABASE: binding }
  return async (path: string, body: string | undefined, headers: Record<string, string> = {}, method = 'POST') =>
    app.request(
      path,
      {
        method,
        headers: { ...(await person.headers()), 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
      },
      env,
    )
}

const echo = async () => ({ name: 'Nora', secret: 'not for answers' })

describe('serving a route', () => {
  it('hands over what was parsed, who asks and under which key', async () => {
    const seen: unknown[] = []
    const request = stand(async (input, { principal, idempotencyKey, requestId, asPerson }) => {
      seen.push(input, principal?.user, idempotencyKey, requestId, Object.keys(asPerson()))
      return { name: 'Nora' }
    })
    const headers = { 'idempotency-key': 'key-1', 'x-request-id': 'request-1' }
    const response = await request('/v1/things/thing_1?loud=yes', '{"name":" Nor "}', headers)
    expect(response.status).toBe(201)
    expect(response.headers.get('x-request-id')).toBe('request-1')
    const input = { params: { id: 'thing_1' }, query: { loud: true }, body: { name: 'Nor' } }
    expect(seen).toEqual([input, person.identity.user, 'key-1', 'request-1', ['principal']])
  })

  it('answers with what the contract names and nothing else', async () => {
    expect(await (await stand(echo)('/v1/things/thing_1', '{"name":"Nora"}')).json()).toEqual({ name: 'Nora' })
  })

  it('names every wrong field by its path', async () => {
    const body = '{"name":"too long","more":{"size":"big","colour":1},"extra":1}'
    const response = await stand(echo)('/v1/things/thing_1', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: {
        code: 'invalid_input',
        fields: {
          name: 'must be at most 5 characters',
          'more.size': expect.any(String),
          'more.colour': 'is not a known field',
          extra: 'is not a known field',
        },
      },
    })
  })

  it('refuses an Idempotency-Key that is no key, and a request id that is no id', async () => {
    const request = stand(echo)
    for (const key of ['a b', 'x'.repeat(201)])
      expect((await request('/v1/things/thing_1', '{"name":"Nora"}', { 'idempotency-key': key })).status).toBe(400)
    const response = await request('/v1/things/thing_1', '{"name":"Nora"}', { 'x-request-id': 'bad id' })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says nothing about an id that names nothing', async () => {
    const response = await stand(echo)('/v1/things/7', '{"name":"Nora"}')
    expect([response.status, await response.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
  })

  it('takes an empty object where no body is wanted, and answers a deletion without one', async () => {
    const request = stand(echo)
    for (const body of [undefined, '{}']) {
      const response = await request('/v1/things/thing_1', body, {}, 'DELETE')
      expect([response.status, await response.text()]).toEqual([204, ''])
    }
    expect((await request('/v1/things/thing_1', '{"a":1}', {}, 'DELETE')).status).toBe(400)
  })

  it('tells the world nothing about a failure it did not expect', async () => {
    const request = stand(async () => Promise.reject(new Error('the password is swordfish')))
    const response = await request('/v1/things/thing_1', '{"name":"Nora"}')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('swordfish')
  })

  it('passes an expected failure on with its code, status and fields', async () => {
    const request = stand(async () => {
      throw new AppError('conflict', 'There is one already.', { fields: { name: 'is taken' }, internal: 'row 7' })
    })
    const response = await request('/v1/things/thing_1', '{"name":"Nora"}')
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({
      error: {
        code: 'conflict',
        message: 'There is one already.',
        fields: { name: 'is taken' },
        requestId: response.headers.get('x-request-id'),
      },
    })
  })
})

describe('serving a neighbour', () => {
  it('takes and gives what the internal contract says', async () => {
    const request = stand(echo)
    expect(await (await request('/internal/double', '{"n":4}')).json()).toEqual({ n: 8 })
    expect((await request('/internal/double', '{"n":4,"m":1}')).status).toBe(400)
    expect((await request('/internal/double', '')).status).toBe(400)
  })
})

it('is healthy without being asked who asks, and knows no other path', async () => {
  const request = stand(echo)
  expect(await (await request('/health', undefined, {}, 'GET')).json()).toEqual({ service: 'billing', ok: true })
  expect((await request('/v1/nothing', undefined, {}, 'GET')).status).toBe(404)
})
