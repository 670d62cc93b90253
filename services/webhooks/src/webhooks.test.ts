import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { utf8 } from '@callback/contracts/bytes'
import { newId } from '@callback/contracts/ids'
import { recordedDatabase } from '@callback/edge/recorded-database'
import { app } from './app.ts'
import { isSigned } from './timestamped-signature.ts'

const TOKEN = 'a_twilio_token_of_the_tests'
const STRIPE = 'whsec_of_the_tests'
const BASE = 'https://hooks.example.com'
const CALL_SID = `CA${'1'.repeat(32)}`

function stage(endedCallId: string | null = null) {
  const keys = new Set<unknown>()
  const database = recordedDatabase({
    'inbox.receive': ({ input }) => {
      const { dedupeKey } = input as { dedupeKey: string }
      const duplicate = keys.has(dedupeKey)
      keys.add(dedupeKey)
      return { id: newId('inbox'), duplicate }
    },
    'inbox.apply': () => ({ kind: 'applied', endedCallId }),
  })
  const hints: unknown[] = []
  const asked: unknown[] = []
  const env = {
    PRINCIPAL_PUBLIC_KEY: 'unused',
    DATABASE: database.binding,
    ORCHESTRATOR: {
      async fetch(url: string, init: RequestInit) {
        asked.push(await new Request(url, init).json())
        return Response.json({ twiml: '<Response/>' })
      },
    },
    AFTER_CALL: { send: async (hint: unknown) => void hints.push(hint) },
    PUBLIC_WEBHOOK_URL: BASE,
    TWILIO_AUTH_TOKEN: TOKEN,
    STRIPE_WEBHOOK_SECRET: STRIPE,
  }
  const waiting: Promise<unknown>[] = []
  const context = {
    waitUntil: (p: Promise<unknown>) => void waiting.push(p),
    passThroughOnException: () => undefined,
    props: {},
  }
  const send = async (path: string, body: string, headers: Record<string, string>) => {
    const response = await app.request(
      path,
      { method: 'POST', body, headers },
      env,
      context as unknown as ExecutionContext,
    )
    await Promise.all(waiting)
    return response
  }
  const twilio = (path: string, form: Record<string, string>, signature?: string) =>
    send(path, new URLSearchParams(form).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? getExpectedTwilioSignature(TOKEN, `${BASE}${path}`, form),
    })
  return { send, twilio, database, hints, asked }
}

const status = {
  CallSid: CALL_SID,
  CallStatus: 'completed',
  SequenceNumber: '3',
  CallDuration: '12',
  From: '+14155550101',
  To: '+14155550100',
}

describe('a notice from Twilio', () => {
  it('is kept, answered with 2xx, and applied', async () => {
    const callId = newId('call')
    const { twilio, database, hints } = stage(callId)
    expect((await twilio('/twilio/status?t=abc', status)).status).toBe(204)
    expect(database.asked.map((one) => one.name)).toEqual(['inbox.receive', 'inbox.apply'])
    expect(hints).toEqual([{ callId }])
  })

  it('that comes again is answered and not applied again', async () => {
    const { twilio, database } = stage()
    await twilio('/twilio/status', status)
    expect((await twilio('/twilio/status', status)).status).toBe(204)
    expect(database.asked.map((one) => one.name)).toEqual(['inbox.receive', 'inbox.apply', 'inbox.receive'])
  })

  it('keeps no telephone number it does not need', async () => {
    const { twilio, database } = stage()
    await twilio('/twilio/status', status)
    expect(JSON.stringify(database.asked)).not.toContain('+1415')
  })

  it.each([
    ['no signature', ''],
    ['a signature of another URL', getExpectedTwilioSignature(TOKEN, `${BASE}/twilio/voice`, status)],
    ['a signature with another token', getExpectedTwilioSignature('another', `${BASE}/twilio/status`, status)],
    [
      'a signature of other fields',
      getExpectedTwilioSignature(TOKEN, `${BASE}/twilio/status`, { ...status, CallStatus: 'busy' }),
    ],
  ])('with %s is refused and nothing is stored', async (_what, signature) => {
    const { twilio, database } = stage()
    expect((await twilio('/twilio/status', status, signature)).status).toBe(403)
    expect(database.asked).toEqual([])
  })

  it('signed with its name and value boundary shifted is refused by the schema', async () => {
    const { twilio, database } = stage()
    const { CallStatus: _moved, ...rest } = status
    const shifted = { ...rest, CallStatusc: 'ompleted' }
    const signature = getExpectedTwilioSignature(TOKEN, `${BASE}/twilio/status`, status)
    expect(getExpectedTwilioSignature(TOKEN, `${BASE}/twilio/status`, shifted)).toBe(signature)
    expect((await twilio('/twilio/status', shifted, signature)).status).toBe(400)
    expect(database.asked).toEqual([])
  })
})

describe('a question from Twilio', () => {
  const voice = { CallSid: CALL_SID, From: '+14155550100', To: '+14155550101', CallStatus: 'ringing' }

  it('is answered in the same reply', async () => {
    const { twilio } = stage()
    const response = await twilio('/twilio/voice', voice)
    expect(response.headers.get('content-type')).toContain('text/xml')
    expect(await response.text()).toBe('<Response/>')
  })

  it.each([
    ['TN-Validation-Passed-A', true],
    ['TN-Validation-Passed-B', false],
    ['TN-Validation-Failed-A', false],
    [undefined, false],
  ])('takes a caller for attested only with full attestation (%s)', async (StirVerstat, attested) => {
    const { twilio, asked } = stage()
    await twilio('/twilio/voice', { ...voice, ...(StirVerstat === undefined ? {} : { StirVerstat }) })
    expect(asked).toMatchObject([{ attested, token: null }])
  })
})

describe('a timestamped signature', () => {
  const now = 1_795_240_000_000
  const sign = (t: number, body: string, secret = STRIPE) =>
    createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  const check = (header: string, body = '{}') => isSigned(header, utf8(body), STRIPE, 'seconds', now)
  const t = now / 1000

  it('passes with any genuine v1, as while a secret is rolled', async () => {
    expect(await check(`t=${t},v1=${sign(t, '{}', 'old')},v1=${sign(t, '{}')}`)).toBe(true)
  })

  it.each([
    ['another body', `t=${t},v1=${sign(t, '{"a":1}')}`],
    ['five minutes and a second old', `t=${t - 301},v1=${sign(t - 301, '{}')}`],
    ['a year ahead', `t=${t + 31_536_000},v1=${sign(t + 31_536_000, '{}')}`],
    ['only v0', `t=${t},v0=${sign(t, '{}')}`],
    ['two times', `t=${t},t=${t},v1=${sign(t, '{}')}`],
    ['no time', `v1=${sign(t, '{}')}`],
    ['nothing', ''],
    ['ten kilobytes', `t=${t},v1=${'a'.repeat(10_000)}`],
  ])('is refused with %s', async (_what, header) => {
    expect(await check(header)).toBe(false)
  })
})

it('keeps a Stripe event once, by its id', async () => {
  const { send, database } = stage()
  const body = JSON.stringify({
    id: 'evt_1',
    type: 'checkout.session.completed',
    data: { object: { id: 'cs_1', payment_status: 'paid' } },
  })
  const t = Math.floor(Date.now() / 1000)
  const header = `t=${t},v1=${createHmac('sha256', STRIPE).update(`${t}.${body}`).digest('hex')}`
  expect((await send('/stripe', body, { 'stripe-signature': header })).status).toBe(204)
  expect((await send('/stripe', `${body} `, { 'stripe-signature': header })).status).toBe(403)
  expect(database.asked[0]?.input).toMatchObject({ dedupeKey: 'evt_1', kind: 'stripe.event' })
})

it('keeps the WorkOS door shut without a secret', async () => {
  const { send, database } = stage()
  expect((await send('/workos', '{}', { 'workos-signature': 't=1,v1=00' })).status).toBe(403)
  expect(database.asked).toEqual([])
})
