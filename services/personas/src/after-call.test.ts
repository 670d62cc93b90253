import { afterAll, beforeAll, expect, it } from 'vitest'
import { BaseEnv } from '@callback/edge/env'
import { localServer } from '@callback/edge/local-server'
import type { LocalServer } from '@callback/edge/local-server'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { afterCall } from './after-call.ts'
import { Env } from './env.ts'

const callId = `cal_${'0'.repeat(20)}`
const job = {
  jobId: `job_${'6'.repeat(20)}`,
  fence: 1,
  kind: 'memory',
  callId,
  personaName: 'Brad',
  startedAt: '2026-11-21T12:00:00Z',
  zone: null,
  turns: [{ seq: 1, speaker: 'caller', heard: 'My dog is called Max.' }],
  knownFacts: [],
  mind: { provider: 'cerebras', model: 'gpt-oss-120b', reasoningEffort: 'low' },
  capability: 'the-capability',
}
const facts = [
  { text: 'Their dog is called Max.', quote: 'my dog is called Max', turn: 1, confidence: 1, happenedAt: null },
]

let minds: LocalServer
let status = 200
beforeAll(async () => {
  minds = await localServer(() =>
    Response.json({ choices: [{ message: { content: JSON.stringify({ facts }), reasoning: 'hm' } }] }, { status }),
  )
})
afterAll(() => minds.close())

async function deliver(body: unknown, answers: Parameters<typeof recordedDatabase>[0]) {
  const { binding, asked } = recordedDatabase(answers)
  const env = Env.parse({
    ...BaseEnv.parse({ PRINCIPAL_PUBLIC_KEY: 'none', DATABASE: binding }),
    CEREBRAS_API_KEY: 'a-key-of-the-test-only',
    CEREBRAS_BASE_URL: minds.origin,
  })
  const said: string[] = []
  const message = { id: 'm1', body, ack: () => said.push('ack'), retry: () => said.push('retry') }
  await afterCall({ messages: [message] as never }, env)
  return { said, asked }
}

it('asks the mind over its wire, in the asked schema, without reasoning in the answer', async () => {
  const claims = [job, null]
  const { said, asked } = await deliver(
    { callId },
    { 'jobs.claim': () => claims.shift(), 'jobs.finish': () => ({ kind: 'finished' }) },
  )
  expect(said).toEqual(['ack'])
  expect(asked.map((one) => one.name)).toEqual(['jobs.claim', 'jobs.finish', 'jobs.claim'])
  expect(asked[1]).toMatchObject({ input: { outcome: { facts: [{ text: facts[0]?.text }] } } })
  const [request] = minds.asked
  expect(request?.path).toBe('/v1/chat/completions')
  expect(request?.headers.get('authorization')).toBe('Bearer a-key-of-the-test-only')
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    model: 'gpt-oss-120b',
    reasoning_effort: 'low',
    reasoning_format: 'hidden',
    response_format: { type: 'json_schema', json_schema: { name: 'facts', strict: true } },
  })
})

it('leaves a failed job to the sweep instead of the queue', async () => {
  status = 429
  const { said, asked } = await deliver(
    { jobId: job.jobId },
    { 'jobs.claim': () => job, 'jobs.finish': () => ({ kind: 'retry_later' }) },
  )
  status = 200
  expect(said).toEqual(['ack'])
  expect(asked.map((one) => one.name)).toEqual(['jobs.claim', 'jobs.finish'])
  expect(asked[1]).toMatchObject({ input: { outcome: { kind: 'failed', reason: 'the mind answered 429' } } })
})

it('drops a message of another shape, and asks the queue again when the database is away', async () => {
  expect((await deliver({ callId: 'x' }, {})).said).toEqual(['ack'])
  expect((await deliver({ callId }, {})).said).toEqual(['retry'])
})
