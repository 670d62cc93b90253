import { expect, it } from 'vitest'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'

const person = await testPerson()
const callId = `cal_${'0'.repeat(20)}`
const receipt = {
  callId,
  connectedSeconds: 61,
  rateMillicreditsPerMinute: 1000,
  heldMillicredits: 15_000,
  chargedMillicredits: 1017,
  releasedMillicredits: 13_983,
  settledAt: '2026-11-21T12:00:00Z',
  lines: [
    { service: 'mouth', provider: 'elevenlabs', model: 'flash', unit: 'characters', quantity: 120, costMicroUsd: 600 },
  ],
  costMicroUsd: 600,
}

function stand(answers: Parameters<typeof recordedDatabase>[0] = {}) {
  const { binding, asked } = recordedDatabase(answers)
  const env = { PRINCIPAL_PUBLIC_KEY: person.publicKey, DATABASE: binding }
  return { asked, request: async (path: string, init: RequestInit = {}) => app.request(path, init, env) }
}

refusesNaughtyRequests('costs', () => {
  const { request, asked } = stand()
  return { request, person, asked: () => asked.length }
})

it('reads the price book', async () => {
  const { request } = stand({ 'prices.list': () => ({ items: [] }) })
  const response = await request('/v1/prices', { headers: await person.headers() })
  expect(await response.json()).toEqual({ items: [] })
})

it('reads the receipt of one call, by its id alone', async () => {
  const { request, asked } = stand({ 'receipts.get': () => receipt })
  const response = await request(`/v1/calls/${callId}/receipt`, { headers: await person.headers() })
  expect(await response.json()).toEqual(receipt)
  expect(asked).toMatchObject([{ input: { callId } }])
})

it('answers with a typed error when the database breaks its contract', async () => {
  const { request } = stand({ 'receipts.get': () => ({ ...receipt, chargedMillicredits: 'much' }) })
  const response = await request(`/v1/calls/${callId}/receipt`, { headers: await person.headers() })
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({
    error: { code: 'internal', message: 'Something went wrong on our side.' },
  })
})
