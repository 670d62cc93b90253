import twilioSdk from 'twilio'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from './manual-clock.ts'
import { accountSid, authToken, brad, person, until } from './rig.fake.ts'
import { startTwilio, type TwilioOptions } from './server.ts'

async function rig(options: Partial<TwilioOptions> = {}) {
  const clock = new ManualClock()
  const twilio = await startTwilio({ port: 0, accountSid, authToken, clock, callsPerSecond: Infinity, ...options })
  onTestFinished(() => twilio.close())
  const client = (token: string) => {
    const made = twilioSdk(accountSid, token)
    made.api.baseUrl = twilio.url
    made.verify.baseUrl = twilio.url
    return made
  }
  return { clock, twilio, client, sdk: client(authToken), phone: twilio.phones.at(person) }
}

const call = { to: person, from: brad, twiml: '<Response><Pause length="60"/></Response>' }
const failsWith = (code: number, status: number): unknown => expect.objectContaining({ code, status })

describe('the REST API, to the vendor’s own SDK', () => {
  it('creates, fetches and ends a call', async () => {
    const { sdk, phone } = await rig()
    const created = await sdk.calls.create({ ...call, timeout: 20, timeLimit: 60 })
    expect(created).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      to: person,
      toFormatted: '(415) 555-0100',
    })
    expect(created.dateCreated).toEqual(new Date('2026-11-21T12:00:00Z'))
    await until(phone, ({ state }) => state === 'ringing')
    expect((await sdk.calls(created.sid).fetch()).status).toBe('ringing')
    phone.answer()
    expect((await sdk.calls(created.sid).fetch()).status).toBe('in-progress')
    const ended = await sdk.calls(created.sid).update({ status: 'completed' })
    expect(ended.status).toBe('completed')
    expect(ended.endTime).toBeInstanceOf(Date)
  })

  it('lists calls by both ends, status and start, in pages', async () => {
    const { sdk, clock, phone } = await rig()
    const first = await sdk.calls.create(call)
    await until(phone, ({ state }) => state === 'ringing')
    clock.advance(90_000)
    await sdk.calls.create({ ...call, to: '+14155550177' })
    const third = await sdk.calls.create({ ...call, from: '+14155550102' })
    const since = new Date('2026-11-21T12:01:00Z')
    expect((await sdk.calls.list({ to: person })).map(({ sid }) => sid)).toEqual([third.sid, first.sid])
    expect((await sdk.calls.list({ to: person, from: brad })).map(({ sid }) => sid)).toEqual([first.sid])
    expect((await sdk.calls.list({ to: person, startTimeAfter: since })).map(({ sid }) => sid)).toEqual([third.sid])
    expect((await sdk.calls.list({ startTimeBefore: since })).map(({ sid }) => sid)).toEqual([first.sid])
    expect((await sdk.calls.list({ status: 'no-answer' })).map(({ sid }) => sid)).toEqual([first.sid])
    expect(await sdk.calls.list({ pageSize: 1 })).toHaveLength(3)
  })

  it.each([
    [{ to: 'nobody' }, 21211],
    [{ from: '5550101' }, 21212],
    [{ twiml: '', url: 'ftp://app.example/voice' }, 21205],
    [{ twiml: '' }, 21205],
    [{ twiml: 'x'.repeat(4_001) }, 32018],
    [{ statusCallback: 'https://my_host.example/status' }, 21609],
  ])('refuses a call with %o, code %i, and rings nobody', async (changes, code) => {
    const { sdk, phone } = await rig()
    await expect(sdk.calls.create({ ...call, ...changes })).rejects.toEqual(failsWith(code, 400))
    expect(phone.calls).toEqual([])
    expect(await sdk.calls.list()).toEqual([])
  })

  it('knows its account and nothing else', async () => {
    const { sdk, client } = await rig()
    await expect(client('wrong').calls.create(call)).rejects.toEqual(failsWith(20003, 401))
    await expect(sdk.calls('CA00000000000000000000000000000000').fetch()).rejects.toEqual(failsWith(20404, 404))
    expect((await sdk.api.v2010.accounts(accountSid).fetch()).status).toBe('active')
  })

  it('points a number at an application', async () => {
    const { sdk } = await rig()
    const number = await sdk.incomingPhoneNumbers.create({
      phoneNumber: brad,
      voiceUrl: 'http://localhost:8788/twilio/voice',
    })
    expect(number).toMatchObject({ phoneNumber: brad, friendlyName: '(415) 555-0101', voiceMethod: 'POST' })
    await sdk
      .incomingPhoneNumbers(number.sid)
      .update({ friendlyName: 'Brad', smsUrl: 'http://localhost:8788/twilio/sms' })
    const [listed] = await sdk.incomingPhoneNumbers.list({ phoneNumber: brad })
    expect(listed).toMatchObject({
      sid: number.sid,
      friendlyName: 'Brad',
      voiceUrl: 'http://localhost:8788/twilio/voice',
      smsUrl: 'http://localhost:8788/twilio/sms',
    })
    await expect(sdk.incomingPhoneNumbers.create({ phoneNumber: brad })).rejects.toEqual(failsWith(21422, 400))
    expect(await sdk.incomingPhoneNumbers(number.sid).remove()).toBe(true)
    expect(await sdk.incomingPhoneNumbers.list()).toEqual([])
  })

  it('verifies a person by a code on their phone', async () => {
    const { sdk, clock, phone } = await rig()
    const service = sdk.verify.v2.services('VA00112233445566778899aabbccddeeff')
    expect(await service.verifications.create({ to: person, channel: 'sms' })).toMatchObject({
      status: 'pending',
      valid: false,
    })
    await until(phone, ({ messages }) => messages.length === 1)
    const code = /\d{6}/.exec(phone.messages[0]?.body ?? '')?.[0] ?? ''
    const wrong = code === '000000' ? '000001' : '000000'
    expect(await service.verificationChecks.create({ to: person, code: wrong })).toMatchObject({
      status: 'pending',
      valid: false,
    })
    expect(await service.verificationChecks.create({ to: person, code })).toMatchObject({
      status: 'approved',
      valid: true,
    })
    await expect(service.verificationChecks.create({ to: person, code })).rejects.toEqual(failsWith(20404, 404))
    await service.verifications.create({ to: person, channel: 'sms' })
    for (let i = 0; i < 5; i++) await service.verificationChecks.create({ to: person, code: 'no' })
    await expect(service.verificationChecks.create({ to: person, code })).rejects.toEqual(failsWith(60202, 429))
    clock.advance(600_000)
    await expect(service.verificationChecks.create({ to: person, code })).rejects.toEqual(failsWith(20404, 404))
  })
})

describe('a create-call under faults', () => {
  it.each([
    ['refuse', 21216, 400],
    ['500', 20500, 500],
    ['429', 20429, 429],
  ] as const)('%s: answers %i and rings nobody', async (createCall, code, status) => {
    const { sdk, twilio, phone } = await rig()
    twilio.faults.change({ createCall })
    await expect(sdk.calls.create(call)).rejects.toEqual(failsWith(code, status))
    twilio.faults.reset()
    expect(await sdk.calls.list()).toEqual([])
    expect(phone.calls).toEqual([])
  })

  it('rings although its reply was lost, and is found in the list', async () => {
    const { sdk, phone } = await rig({ faults: { loseCreateReply: 1 } })
    await expect(sdk.calls.create(call)).rejects.toThrow()
    await until(phone, ({ state }) => state === 'ringing')
    expect((await sdk.calls.list({ to: person })).map(({ sid }) => sid)).toEqual([phone.call?.sid])
  })

  it('rings although its reply never comes', async () => {
    const { sdk, phone, twilio } = await rig({ faults: { createCall: 'timeout-after-accept' } })
    const lost = sdk.calls.create(call).then(
      () => 'answered',
      () => 'lost',
    )
    await until(phone, ({ state }) => state === 'ringing')
    await twilio.close()
    expect(await lost).toBe('lost')
  })

  it('rings nobody when the request was lost', async () => {
    const { sdk } = await rig({ faults: { loseCreateRequest: 1 } })
    await expect(sdk.calls.create(call)).rejects.toThrow()
    expect(await sdk.calls.list()).toEqual([])
  })

  it('shows in the list only after the lag', async () => {
    const { sdk, clock } = await rig({ faults: { listLagMs: 60_000 } })
    const { sid } = await sdk.calls.create(call)
    expect(await sdk.calls.list()).toEqual([])
    expect((await sdk.calls(sid).fetch()).sid).toBe(sid)
    clock.advance(60_000)
    expect(await sdk.calls.list()).toHaveLength(1)
  })
})
