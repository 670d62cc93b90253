// The Worker on a stage for tests: a signed-in person, a recorded database, a Twilio that answers as told, a `voice` that agrees.
import { z } from 'zod'
import { newId } from '@callback/contracts/ids'
import type { Call } from '@callback/contracts/calls'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { testPerson } from '@callback/edge/test-person'
import { app } from './app.ts'
import { CALL_SID, callResource, fakeTwilio } from './fake-twilio.ts'
import type { Answer } from './fake-twilio.ts'

export { CALL_SID, callResource }

export const callId = newId('call')
export const call = (more: Partial<Call> = {}) => ({
  id: callId,
  personaId: newId('persona'),
  personaName: 'Brad',
  personaVersion: 1,
  direction: 'outbound',
  trust: 'known',
  status: 'dialing',
  context: null,
  scheduleId: null,
  createdAt: new Date().toISOString(),
  answeredAt: null,
  endedAt: null,
  endReason: null,
  connectedSeconds: 0,
  heldSeconds: 900,
  rateMillicreditsPerMinute: 2000,
  chargedMillicredits: 0,
  ...more,
})
export const dial = {
  callId,
  attemptId: newId('attempt'),
  fence: 1,
  to: '+14155550100',
  from: '+14155550101',
  timeLimitSeconds: 905,
  ringSeconds: 30,
  capability: 'a-capability',
}

export async function stage(answers: Parameters<typeof recordedDatabase>[0], twilioAnswers: (path: string) => Answer) {
  const person = await testPerson()
  const signed = await person.headers()
  const twilio = await fakeTwilio(({ path }) => twilioAnswers(path))
  const database = recordedDatabase(answers)
  const told: { path: string; body: unknown }[] = []
  const voice = {
    async fetch(url: string, init: RequestInit) {
      const asked = new Request(url, init)
      const path = new URL(asked.url).pathname
      told.push({ path, body: await asked.json() })
      return Response.json(
        path === '/internal/tickets' ? { kind: 'connect', twiml: '<Response>stream</Response>' } : { told: true },
      )
    },
  }
  const sent: unknown[] = []
  const env = {
    ...twilio.env,
    PRINCIPAL_PUBLIC_KEY: person.publicKey,
    PUBLIC_WEBHOOK_URL: 'http://localhost:8788',
    DATABASE: database.binding,
    VOICE: voice,
    DIALS: { send: async (body: unknown, options: unknown) => void sent.push([body, options]) },
    DIAL_PACER: { idFromName: (name: string) => name, get: () => ({ take: async () => ({ kind: 'go', waitMs: 0 }) }) },
  }
  const waiting: Promise<unknown>[] = []
  const context = z.custom<ExecutionContext>().parse({
    waitUntil: (promise: Promise<unknown>) => void waiting.push(promise),
    passThroughOnException: () => undefined,
    props: {},
  })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(
      path,
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...signed, ...headers },
      },
      env,
      context,
    )
  return { app, person, post, twilio, database, env, sent, told, settled: () => Promise.all(waiting) }
}

export const created: Answer = { status: 201, body: callResource() }
export const placeAnswers = {
  'calls.place': () => ({ call: call(), dial }),
  'attempts.placed': () => ({ applied: true, call: call({ status: 'dialing' }) }),
  'attempts.failed': () => ({ applied: true, call: call({ status: 'failed', endReason: 'failed' }) }),
  'attempts.ambiguous': () => ({ applied: true, call: call() }),
  'calls.get': () => call(),
}
