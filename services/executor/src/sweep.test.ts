import { expect, it } from 'vitest'
import { newId } from '@callback/contracts/ids'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { sweep } from './sweep.ts'

function stage(
  answers: Parameters<typeof recordedDatabase>[0],
  reap: () => Response = () => Response.json({ attemptsResolved: 0, callsSettled: 0 }),
) {
  const queues = { dials: [] as { body: unknown; delaySeconds: number }[], afterCall: [] as unknown[] }
  const database = recordedDatabase({
    'occurrences.due': () => ({ items: [] }),
    'inbox.due': () => ({ ids: [] }),
    'jobs.due': () => ({ jobIds: [] }),
    ...answers,
  })
  const env = {
    PRINCIPAL_PUBLIC_KEY: 'unused',
    DATABASE: database.binding,
    ORCHESTRATOR: { fetch: async () => reap() },
    DIALS: {
      sendBatch: async (messages: { body: unknown; delaySeconds: number }[]) => void queues.dials.push(...messages),
    },
    AFTER_CALL: {
      send: async (hint: unknown) => void queues.afterCall.push(hint),
      sendBatch: async (hints: { body: unknown }[]) => void queues.afterCall.push(...hints.map((hint) => hint.body)),
    },
  }
  return { env, queues, database }
}

it('hints every due occurrence, whole seconds early rather than late', async () => {
  const items = Array.from({ length: 250 }, (_, index) => ({
    occurrenceId: newId('occurrence'),
    dueAt: new Date(Date.now() + index * 300).toISOString(),
  }))
  const { env, queues } = stage({ 'occurrences.due': () => ({ items }) })
  await sweep(env)
  expect(queues.dials.map((message) => message.body)).toEqual(items.map(({ occurrenceId }) => ({ occurrenceId })))
  for (const [index, message] of queues.dials.entries())
    expect(message.delaySeconds * 1000).toBeLessThanOrEqual(index * 300)
})

it('applies notices left over and hints the after-call work of calls they ended', async () => {
  const callId = newId('call')
  const id = newId('inbox')
  const jobId = newId('job')
  const { env, queues } = stage({
    'inbox.due': () => ({ ids: [id] }),
    'inbox.apply': () => ({ kind: 'applied', endedCallId: callId }),
    'jobs.due': () => ({ jobIds: [jobId] }),
  })
  await sweep(env)
  expect(queues.afterCall).toHaveLength(2)
  expect(queues.afterCall).toEqual(expect.arrayContaining([{ callId }, { jobId }]))
})

it('goes on with the rest of the minute when one part fails', async () => {
  const jobId = newId('job')
  const broken = () => new Response('{}', { status: 500 })
  const { env, queues } = stage({ 'jobs.due': () => ({ jobIds: [jobId] }) }, broken)
  await sweep(env)
  expect(queues.afterCall).toEqual([{ jobId }])
})
