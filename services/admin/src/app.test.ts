import { expect, it } from 'vitest'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'

const person = await testPerson()
const subject = `acc_${'3'.repeat(20)}`

function stand(answers: Parameters<typeof recordedDatabase>[0] = {}) {
  const { binding, asked } = recordedDatabase(answers)
  const env = { PRINCIPAL_PUBLIC_KEY: person.publicKey, DATABASE: binding }
  return { asked, request: async (path: string, init: RequestInit = {}) => app.request(path, init, env) }
}

refusesNaughtyRequests('admin', () => {
  const { request, asked } = stand()
  return { request, person, asked: () => asked.length }
})

const grant = async (body: object) => ({
  method: 'POST',
  headers: {
    ...(await person.headers({ roles: ['member', 'operator'] })),
    'content-type': 'application/json',
    'idempotency-key': 'grant-1',
  },
  body: JSON.stringify(body),
})

it('grants credits to the account in the path, with the reason, as the operator, once', async () => {
  const { request, asked } = stand({ 'grants.create': () => ({ availableMillicredits: 5, heldMillicredits: 0 }) })
  const body = { millicredits: 5, reason: 'the call broke off' }
  const response = await request(`/v1/admin/accounts/${subject}/grants`, await grant(body))
  expect(response.status).toBe(201)
  expect(asked).toMatchObject([
    { input: { subject, ...body }, principal: expect.any(String), idempotencyKey: 'grant-1' },
  ])
})

it('grants nothing without a reason, nothing negative, nothing fractional', async () => {
  const { request, asked } = stand()
  const bad = [{ millicredits: 5 }, { millicredits: 5, reason: ' ' }, { millicredits: -5, reason: 'x' }]
  for (const body of [...bad, { millicredits: 0.5, reason: 'x' }, { millicredits: 1e12, reason: 'x' }]) {
    const response = await request(`/v1/admin/accounts/${subject}/grants`, await grant(body))
    expect(response.status).toBe(400)
  }
  expect(asked).toEqual([])
})

it('lists accounts and the audit log page by page', async () => {
  const { request, asked } = stand({
    'accounts.list': () => ({ items: [], next: null }),
    'audit.list': () => ({ items: [], next: null }),
  })
  const headers = await person.headers({ roles: ['operator'] })
  for (const path of ['/v1/admin/accounts?limit=2', '/v1/admin/audit']) {
    const response = await request(path, { headers })
    expect(await response.json()).toEqual({ items: [], next: null })
  }
  expect(asked).toMatchObject([{ input: { limit: 2 } }, { input: { limit: 30 } }])
})
