import { generateKeyPairSync } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import type { Call } from '@callback/contracts/calls'
import { mintPrincipal, PRINCIPAL_HEADER } from '@callback/contracts/principal'
import { importSigningKey } from '@callback/contracts/signed-claims'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { app } from './app.ts'
import { consumeDials } from './consume-dials.ts'
import { CALL_SID, callResource, fakeTwilio } from './fake-twilio.ts'
import type { Answer } from './fake-twilio.ts'

const keys = generateKeyPairSync('ed25519')
const privateKey = keys.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')
const publicKey = keys.publicKey.export({ format: 'jwk' }).x ?? ''

const callId = newId('call')
const call = (more: Partial<Call> = {}) => ({
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
const dial = {
  callId,
  attemptId: newId('attempt'),
  fence: 1,
  to: '+14155550100',
  from: '+14155550101',
  timeLimitSeconds: 905,
  ringSeconds: 30,
  capability: 'a-capability',
}

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

async function stage(answers: Parameters<typeof recordedDatabase>[0], twilioAnswers: (path: string) => Answer) {
  const twilio = await fakeTwilio(({ path }) => twilioAnswers(path))
  close = twilio.close
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
    PRINCIPAL_PUBLIC_KEY: publicKey,
    PUBLIC_WEBHOOK_URL: 'http://localhost:8788',
    DATABASE: database.binding,
    VOICE: voice,
    DIALS: { send: async (body: unknown, options: unknown) => void sent.push([body, options]) },
    DIAL_PACER: { idFromName: (name: string) => name, get: () => ({ take: async () => ({ kind: 'go', waitMs: 0 }) }) },
  }
  const principal = await mintPrincipal(
    // Ids are branded; these come from newId, which makes them.
    {
      account: newId('account'),
      user: newId('user'),
      roles: ['member'],
      scopes: ['*'],
      requestId: 'test',
    } as Parameters<typeof mintPrincipal>[0],
    await importSigningKey(privateKey),
    Date.now(),
  )
  const waiting: Promise<unknown>[] = []
  const context = {
    waitUntil: (promise: Promise<unknown>) => void waiting.push(promise),
    passThroughOnException: () => undefined,
    props: {},
  }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(
      path,
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', [PRINCIPAL_HEADER]: principal, ...headers },
      },
      env,
      context as unknown as ExecutionContext,
    )
  return { post, twilio, database, env, sent, told, settled: () => Promise.all(waiting) }
}

const created: Answer = { status: 201, body: callResource() }
const placeAnswers = {
  'calls.place': () => ({ call: call(), dial }),
  'attempts.placed': () => ({ applied: true, call: call({ status: 'dialing' }) }),
  'attempts.failed': () => ({ applied: true, call: call({ status: 'failed', endReason: 'failed' }) }),
  'attempts.ambiguous': () => ({ applied: true, call: call() }),
  'calls.get': () => call(),
}

describe('call now', () => {
  it('commits hold and attempt before it asks Twilio, and asks once', async () => {
    const { post, twilio, database } = await stage(placeAnswers, () => created)
    const response = await post('/v1/calls', { personaId: newId('persona'), context: 'I skipped the gym' })
    expect(response.status).toBe(201)
    expect(database.asked.map((one) => one.name)).toEqual(['calls.place', 'attempts.placed'])
    expect(twilio.asked).toHaveLength(1)
    const form = twilio.asked[0]?.form
    expect(form?.get('TimeLimit')).toBe('905')
    expect(form?.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed'])
    expect(form?.get('Url')).toMatch(/^http:\/\/localhost:8788\/twilio\/voice\?t=[A-Za-z0-9_-]{43}#rc=3/)
  })

  it('gives the database only the hash of the token its callbacks carry', async () => {
    const { post, twilio, database } = await stage(placeAnswers, () => created)
    await post('/v1/calls', { personaId: newId('persona') })
    const token = new URL(twilio.asked[0]?.form.get('Url') ?? '').searchParams.get('t') ?? ''
    expect(token).toHaveLength(43)
    expect(JSON.stringify(database.asked)).not.toContain(token)
  })

  it.each<[string, Answer, string, number]>([
    ['a refusal', { status: 400, body: { code: 21211, message: 'no' } }, 'attempts.failed', 1],
    ['a server error', { status: 500, body: {} }, 'attempts.ambiguous', 1],
    ['a lost reply', 'hang up', 'attempts.ambiguous', 1],
    ['an unreadable reply', { status: 201, body: { no: 'sid' } }, 'attempts.ambiguous', 1],
    ['too many requests, never processed', { status: 429, body: { code: 20429 } }, 'attempts.failed', 3],
  ])('after %s never rings twice', async (_what, answer, recorded, creates) => {
    const { post, twilio, database } = await stage(placeAnswers, () => answer)
    await post('/v1/calls', { personaId: newId('persona') })
    expect(twilio.asked).toHaveLength(creates)
    expect(database.asked.at(-1)?.name).toBe(recorded)
  })

  it('ends the ring when the call was hung up while Twilio was being asked', async () => {
    const answers = {
      ...placeAnswers,
      'attempts.placed': () => ({ applied: false, call: call({ status: 'canceled' }) }),
    }
    const { post, twilio } = await stage(answers, () => created)
    await post('/v1/calls', { personaId: newId('persona') })
    expect(twilio.asked[1]?.path).toContain(`/Calls/${CALL_SID}.json`)
    expect(twilio.asked[1]?.form.get('Status')).toBe('completed')
  })

  it('dials nothing when the database refuses', async () => {
    const refuse = () => {
      throw new AppError('too_little_credit', 'Not enough credit.')
    }
    const { post, twilio } = await stage({ 'calls.place': refuse }, () => created)
    expect((await post('/v1/calls', { personaId: newId('persona') })).status).toBe(402)
    expect(twilio.asked).toHaveLength(0)
  })
})

describe('an answered call', () => {
  const connect = { kind: 'connect', callId, epoch: 1, ticketExpiresAtMs: 9, timeLimitSeconds: 185, capability: 'c' }
  const asked = { callSid: CALL_SID, from: '+14155550100', to: '+14155550101', token: null, attested: true }

  it('is connected with the ticket `voice` gives, and an inbound one is given its time limit', async () => {
    const { post, twilio, settled } = await stage(
      { 'calls.answer_inbound': () => ({ ...connect, direction: 'inbound' }) },
      () => ({ status: 200, body: callResource() }),
    )
    const response = await post('/internal/answer', asked)
    expect(await response.json()).toEqual({ twiml: '<Response>stream</Response>' })
    await settled()
    expect(twilio.asked[0]?.form.get('TimeLimit')).toBe('185')
  })

  it('hears a hang-up when another leg answered first', async () => {
    const { post, told } = await stage(
      { 'calls.answer_outbound': () => ({ kind: 'hang_up', reason: 'already_answered' }) },
      () => created,
    )
    const response = await post('/internal/answer', { ...asked, token: 'A'.repeat(43) })
    expect(await response.text()).toContain('<Hangup/>')
    expect(told).toHaveLength(0)
  })
})

describe('a dial hint', () => {
  function batch(body: unknown) {
    const done: string[] = []
    const message = {
      id: '1',
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => void done.push('ack'),
      retry: () => void done.push('retry'),
    }
    return {
      done,
      batch: {
        messages: [message],
        queue: 'dials',
        ackAll: () => undefined,
        retryAll: () => undefined,
      } as unknown as MessageBatch,
    }
  }

  it('delivered twice dials once, because the row is claimed once', async () => {
    let claims = 0
    const answers = {
      ...placeAnswers,
      'occurrences.claim': () => (claims++ === 0 ? { kind: 'dial', dial } : { kind: 'gone' }),
    }
    const { env, twilio } = await stage(answers, () => created)
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const { batch: hints, done } = batch({ occurrenceId: newId('occurrence') })
      await consumeDials(hints, env)
      expect(done).toEqual(['ack'])
    }
    expect(twilio.asked).toHaveLength(1)
  })

  it('that is far too early goes back to the queue', async () => {
    const dueAt = new Date(Date.now() + 60_000).toISOString()
    const { env } = await stage({ 'occurrences.claim': () => ({ kind: 'early', dueAt }) }, () => created)
    const { batch: hints, done } = batch({ occurrenceId: newId('occurrence') })
    await consumeDials(hints, env)
    expect(done).toEqual(['retry'])
  })

  it('that is nonsense is dropped, not retried for ever', async () => {
    const { env } = await stage({}, () => created)
    const { batch: hints, done } = batch({ nonsense: true })
    await consumeDials(hints, env)
    expect(done).toEqual(['ack'])
  })
})

describe('the reaper', () => {
  const stuck = (lookUntil: number) => ({
    items: [{ dial, since: new Date(Date.now() - 30_000).toISOString(), lookUntil: new Date(lookUntil).toISOString() }],
  })
  const none = () => ({ items: [] })

  it('adopts a call that Twilio lists, instead of dialling again', async () => {
    const { post, twilio, database } = await stage(
      { ...placeAnswers, 'attempts.stuck': () => stuck(Date.now() + 60_000), 'calls.overdue': none },
      () => ({ status: 200, body: { calls: [callResource()] } }),
    )
    expect(await (await post('/internal/reap', { limit: 10 })).json()).toEqual({ attemptsResolved: 1, callsSettled: 0 })
    expect(database.asked.at(-1)?.name).toBe('attempts.placed')
    expect(twilio.asked.every((one) => one.method === 'GET')).toBe(true)
  })

  it('gives an attempt up only when Twilio still lists nothing past the horizon', async () => {
    for (const [lookUntil, last] of [
      [Date.now() + 60_000, 'calls.overdue'],
      [Date.now() - 1, 'attempts.failed'],
    ] as const) {
      const { post, database, twilio } = await stage(
        { ...placeAnswers, 'attempts.stuck': () => stuck(lookUntil), 'calls.overdue': none },
        () => ({ status: 200, body: { calls: [callResource({ date_created: new Date(0).toUTCString() })] } }),
      )
      await post('/internal/reap', { limit: 10 })
      expect(database.asked.at(-1)?.name).toBe(last)
      await twilio.close()
    }
  })

  it('ends a call that runs past what is held, then settles it', async () => {
    const { post, twilio, database } = await stage(
      {
        'attempts.stuck': none,
        'calls.overdue': () => ({ items: [{ callId, callSid: CALL_SID, capability: 'c' }] }),
        'call.settle': () => ({ call: call({ status: 'completed' }) }),
      },
      () => ({ status: 200, body: callResource({ status: 'in-progress' }) }),
    )
    await post('/internal/reap', { limit: 10 })
    expect(twilio.asked.map((one) => one.method)).toEqual(['GET', 'POST'])
    expect(database.asked.at(-1)?.input).toEqual({ callId, endReason: 'node_lost' })
  })
})

it('refuses a principal nobody signed', async () => {
  const { post, database } = await stage({}, () => created)
  const forged = `${btoa(JSON.stringify({ account: 'x' })).replaceAll('=', '')}.${'A'.repeat(86)}`
  expect((await post('/v1/calls', { personaId: newId('persona') }, { [PRINCIPAL_HEADER]: forged })).status).toBe(401)
  expect(database.asked).toHaveLength(0)
})
