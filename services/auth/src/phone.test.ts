import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ErrorBody } from '@callback/contracts/errors'
import { authStand } from './auth-stand.ts'
import { freshCode, hashOfCode } from './phone-code.ts'

let stand: Awaited<ReturnType<typeof authStand>>
let headers: Record<string, string>
beforeAll(async () => {
  stand = await authStand()
  headers = await stand.person.headers()
})
afterAll(() => stand.close())
beforeEach(() => {
  stand.asked.length = 0
  stand.sms.asked.length = 0
  stand.twilio.status = 201
  stand.answers['phone.start'] = () => ({ number: '+14155550100', expiresAt: '2026-11-21T12:10:00Z' })
})

const sentCode = () => /Body=(\d{6})\+/.exec(stand.sms.asked.at(-1)?.body ?? '')?.[1] ?? ''
const start = (number: string, more: Record<string, string> = {}) =>
  stand.post('/v1/me/phone', { number }, { ...headers, ...more })

describe('proving a phone', () => {
  it('sends six digits to the number as typed, and keeps only their hash, bound to the person', async () => {
    const response = await start('(415) 555-0100')
    expect(response.status).toBe(200)
    const [sms] = stand.sms.asked
    expect(sms?.path).toBe(`/2010-04-01/Accounts/${stand.env.TWILIO_ACCOUNT_SID}/Messages.json`)
    expect(sms?.headers.get('authorization')).toBe(
      `Basic ${btoa(`${stand.env.TWILIO_ACCOUNT_SID}:a-token-of-the-test`)}`,
    )
    expect(Object.fromEntries(new URLSearchParams(sms?.body))).toMatchObject({
      To: '+14155550100',
      From: '+14155550199',
    })
    const codeHash = await hashOfCode(sentCode(), stand.person.identity.user)
    expect(stand.asked).toMatchObject([{ input: { number: '+14155550100', codeHash } }])
    expect(await response.text()).not.toContain(sentCode())
  })

  it('derives the code from the Idempotency-Key, so that a repeated request does not spoil the first message', async () => {
    await start('+14155550100', { 'idempotency-key': 'a' })
    const first = sentCode()
    await start('+14155550100', { 'idempotency-key': 'a' })
    expect(sentCode()).toBe(first)
    await start('+14155550100', { 'idempotency-key': 'b' })
    expect(sentCode()).not.toBe(first)
  })

  it('sends nothing where we do not call', async () => {
    for (const number of ['+19005550100', '+88213000000', '+2348012345678']) {
      const response = await start(number)
      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({ error: { fields: { number: expect.any(String) } } })
    }
    expect(stand.sms.asked.length + stand.asked.length).toBe(0)
  })

  it('tells a number that cannot get messages from a Twilio that cannot send', async () => {
    stand.twilio.status = 400
    stand.twilio.body = { code: 21614, message: 'not a mobile number', status: 400 }
    expect((await start('+14155550100')).status).toBe(422)
    stand.twilio.body = { code: 20003, message: 'Authenticate', status: 401 }
    expect((await start('+14155550100')).status).toBe(502)
    stand.twilio.status = 503
    expect((await start('+14155550100')).status).toBe(502)
  })

  it('verifies by the hash, and says how many tries are left', async () => {
    const verify = (code: string) => stand.post('/v1/me/phone/verify', { code }, headers)
    stand.answers['phone.verify'] = () => ({ kind: 'verified', me: stand.me })
    expect(await (await verify('123456')).json()).toEqual(stand.me)
    const codeHash = await hashOfCode('123456', stand.person.identity.user)
    expect(stand.asked).toMatchObject([{ input: { codeHash } }])

    const fields: unknown[] = []
    for (const output of [
      { kind: 'wrong_code', triesLeft: 4 },
      { kind: 'wrong_code', triesLeft: 1 },
      { kind: 'wrong_code', triesLeft: 0 },
      { kind: 'expired' },
    ]) {
      stand.answers['phone.verify'] = () => output
      const response = await verify('000000')
      expect(response.status).toBe(400)
      fields.push(ErrorBody.parse(await response.json()).error.fields?.['code'])
    }
    expect(fields).toEqual([
      'is not the code; 4 tries left',
      'is not the code; 1 try left',
      'is not the code; no tries left, ask for a new one',
      'is no longer valid; ask for a new one',
    ])
  })

  it('draws codes of six digits from all million of them', () => {
    const codes = Array.from({ length: 2000 }, freshCode)
    for (const code of codes) expect(code).toMatch(/^\d{6}$/)
    for (const digit of '0123456789') expect(codes.some((code) => code.startsWith(digit))).toBe(true)
    expect(new Set(codes).size).toBeGreaterThan(1900)
  })
})
