import { afterEach, describe, expect, it } from 'vitest'
import { Call } from '@callback/contracts/calls'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import { PRINCIPAL_HEADER } from '@callback/contracts/principal'
import type { Answer } from './fake-twilio.ts'
import { call, callId, CALL_SID, created, placeAnswers, stage } from './stage.ts'

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

async function onStage(...told: Parameters<typeof stage>) {
  const set = await stage(...told)
  close = set.twilio.close
  return set
}

describe('call now', () => {
  it('commits hold and attempt before it asks Twilio, and asks once', async () => {
    const { post, twilio, database } = await onStage(placeAnswers, () => created)
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
    const { post, twilio, database } = await onStage(placeAnswers, () => created)
    await post('/v1/calls', { personaId: newId('persona') })
    const token = new URL(twilio.asked[0]?.form.get('Url') ?? '').searchParams.get('t') ?? ''
    expect(token).toHaveLength(43)
    expect(JSON.stringify(database.asked)).not.toContain(token)
  })

  it('asked for again with the same key, rings once and answers with the same call', async () => {
    const { post, twilio, database } = await onStage(placeAnswers, () => created)
    const personaId = newId('persona')
    const again = async () =>
      Call.parse(await (await post('/v1/calls', { personaId }, { 'idempotency-key': 'once' })).json())
    const replies = [await again(), await again()]
    expect(twilio.asked).toHaveLength(1)
    expect(replies.map((reply) => reply.id)).toEqual([callId, callId])
    expect(database.asked.map((one) => one.name)).toEqual([
      'calls.place',
      'attempts.placed',
      'calls.place',
      'calls.get',
    ])
  })

  it.each<[string, Answer, string, number]>([
    ['a refusal', { status: 400, body: { code: 21211, message: 'no' } }, 'attempts.failed', 1],
    ['a server error', { status: 500, body: {} }, 'attempts.ambiguous', 1],
    ['a lost reply', 'hang up', 'attempts.ambiguous', 1],
    ['an unreadable reply', { status: 201, body: { no: 'sid' } }, 'attempts.ambiguous', 1],
    ['too many requests, never processed', { status: 429, body: { code: 20429 } }, 'attempts.failed', 3],
  ])('after %s never rings twice', async (_what, answer, recorded, creates) => {
    const { post, twilio, database } = await onStage(placeAnswers, () => answer)
    await post('/v1/calls', { personaId: newId('persona') })
    expect(twilio.asked).toHaveLength(creates)
    expect(database.asked.at(-1)?.name).toBe(recorded)
  })

  it('ends the ring when the call was hung up while Twilio was being asked', async () => {
    const answers = {
      ...placeAnswers,
      'attempts.placed': () => ({ applied: false, call: call({ status: 'canceled' }) }),
    }
    const { post, twilio } = await onStage(answers, () => created)
    await post('/v1/calls', { personaId: newId('persona') })
    expect(twilio.asked[1]?.path).toContain(`/Calls/${CALL_SID}.json`)
    expect(twilio.asked[1]?.form.get('Status')).toBe('completed')
  })

  it('dials nothing when the database refuses', async () => {
    const refuse = () => {
      throw new AppError('too_little_credit', 'Not enough credit.')
    }
    const { post, twilio } = await onStage({ 'calls.place': refuse }, () => created)
    expect((await post('/v1/calls', { personaId: newId('persona') })).status).toBe(402)
    expect(twilio.asked).toHaveLength(0)
  })
})

it('refuses a principal nobody signed', async () => {
  const { post, database } = await onStage({}, () => created)
  const forged = `${btoa(JSON.stringify({ account: 'x' })).replaceAll('=', '')}.${'A'.repeat(86)}`
  expect((await post('/v1/calls', { personaId: newId('persona') }, { [PRINCIPAL_HEADER]: forged })).status).toBe(401)
  expect(database.asked).toHaveLength(0)
})
