import { expect, it } from 'vitest'
import { refusesNaughtyRequests } from '@callback/edge/naughty-contract'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { VOICES } from '@callback/contracts/personas'
import { app } from './app.ts'

const person = await testPerson()
const id = `per_${'4'.repeat(20)}`
const factId = `fac_${'5'.repeat(20)}`
const draft = { name: 'Nora', tagline: 'Knows birds', instructions: 'You know birds.', voiceId: VOICES[0].id }
const persona = {
  ...draft,
  id,
  tier: 'fast',
  hue: 210,
  secondsMax: 900,
  rateMillicreditsPerMinute: 1000,
  phoneNumber: null,
  origin: 'own',
  version: 1,
  createdAt: '2026-11-21T12:00:00Z',
}
const fact = {
  id: factId,
  personaId: id,
  text: 'Their dog is called Max.',
  learnedAt: '2026-11-21T12:00:00Z',
  happenedAt: null,
  confidence: 0.9,
  source: null,
}

function stand(answers: Parameters<typeof recordedDatabase>[0] = {}) {
  const { binding, asked } = recordedDatabase(answers)
  const env = {
    PRINCIPAL_PUBLIC_KEY: person.publicKey,
    DATABASE: binding,
    CEREBRAS_API_KEY: 'a-key-of-the-test-only',
    CEREBRAS_BASE_URL: 'http://minds.test',
  }
  const request = async (path: string, init: RequestInit = {}) => app.request(path, init, env)
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    request(path, {
      method,
      headers: { ...(await person.headers()), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { asked, request, send }
}

refusesNaughtyRequests('personas', () => {
  const { request, asked } = stand()
  return { request, person, asked: () => asked.length }
})

it('makes a persona with sensible defaults, once per key', async () => {
  const { send, asked } = stand({ 'personas.create': () => persona })
  const response = await send('POST', '/v1/personas', draft, { 'idempotency-key': 'make-1' })
  expect(response.status).toBe(201)
  expect(await response.json()).toEqual(persona)
  expect(asked).toMatchObject([
    { input: { ...draft, tier: 'fast', hue: 210, secondsMax: 900 }, idempotencyKey: 'make-1' },
  ])
})

it('changes only what is named', async () => {
  const { send, asked } = stand({ 'personas.update': () => persona })
  await send('PATCH', `/v1/personas/${id}`, { tagline: 'Knows all birds' })
  expect(asked).toMatchObject([{ input: { id, change: { tagline: 'Knows all birds' } } }])
})

it('reads and removes by id', async () => {
  const { send, asked } = stand({
    'personas.get': () => persona,
    'personas.list': () => ({ items: [persona] }),
    'personas.remove': () => ({ removed: true }),
  })
  expect(await (await send('GET', `/v1/personas/${id}`)).json()).toEqual(persona)
  expect(await (await send('GET', '/v1/personas')).json()).toEqual({ items: [persona] })
  const removed = await send('DELETE', `/v1/personas/${id}`)
  expect([removed.status, await removed.text()]).toEqual([204, ''])
  expect(asked.map((one) => one.input)).toEqual([{ id }, {}, { id }])
})

it('lists, corrects and forgets facts', async () => {
  const { send, asked } = stand({
    'facts.list': () => ({ items: [fact], next: null }),
    'facts.update': () => fact,
    'facts.remove': () => ({ removed: true }),
  })
  expect(await (await send('GET', `/v1/personas/${id}/facts?limit=7`)).json()).toEqual({ items: [fact], next: null })
  expect((await send('PATCH', `/v1/facts/${factId}`, { text: 'Their dog is Rex.' })).status).toBe(200)
  expect((await send('DELETE', `/v1/facts/${factId}`)).status).toBe(204)
  expect(asked.map((one) => one.input)).toEqual([
    { personaId: id, page: { limit: 7 } },
    { id: factId, text: 'Their dog is Rex.' },
    { id: factId },
  ])
})
