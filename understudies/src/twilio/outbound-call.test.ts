import { expect, it } from 'vitest'
import { authToken, brad, person, startRig, until } from './rig.fake.ts'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'

const quiet = { body: '<Response><Pause length="60"/></Response>' }

it('tells its whole life in order, signed, with seconds and minutes at the end', async () => {
  const { application, call, clock, phone, rest, show } = await startRig()
  application.answers('/voice', quiet)
  const sid = await call()
  const initiated = await application.next('/status')
  const ringing = await application.next('/status')
  expect([initiated, ringing].map(({ params }) => [params.CallStatus, params.SequenceNumber])).toEqual([
    ['initiated', '0'],
    ['ringing', '1'],
  ])
  expect(initiated.params).toMatchObject({
    To: person,
    From: brad,
    Direction: 'outbound-api',
    CallSid: sid,
    FromCity: '',
  })
  expect(
    validateRequest(
      authToken,
      String(ringing.headers['x-twilio-signature']),
      `${application.url}/status`,
      ringing.params,
    ),
  ).toBe(true)
  expect(phone.state).toBe('ringing')

  phone.answer()
  const voice = await application.next('/voice')
  expect(voice.params.CallStatus).toBe('in-progress')
  expect((await application.next('/status')).params).toMatchObject({ CallStatus: 'in-progress', SequenceNumber: '2' })
  expect(phone.state).toBe('in-call')

  clock.advance(59_400)
  phone.hangUp()
  const completed = await application.next('/status')
  expect(completed.params).toMatchObject({
    CallStatus: 'completed',
    SequenceNumber: '3',
    CallDuration: '60',
    Duration: '1',
  })
  expect(completed.params.Timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/)
  expect(phone.call).toMatchObject({ endedReason: 'hung-up' })
  expect(await show(sid)).toMatchObject({ status: 'completed', duration: '60', price: null })
  clock.advance(10_000)
  expect(await show(sid)).toMatchObject({ price: '-0.01400' })
  expect((await rest('POST', `/Calls/${sid}.json`, { Twiml: '<Response/>' })).body).toMatchObject({ code: 21220 })
})

it('tells only its end unless asked for more', async () => {
  const { application, call, phone } = await startRig()
  await call({ Twiml: '<Response/>' }, [])
  await until(phone, ({ state }) => state === 'ringing')
  phone.decline()
  expect((await application.next('/status')).params).toMatchObject({ CallStatus: 'busy', SipResponseCode: '603' })
  expect(application.received('/status')).toHaveLength(1)
})

it('rings as long as Timeout says and no longer', async () => {
  const { application, call, clock, phone, show } = await startRig()
  const sid = await call({ Timeout: '20' })
  for (const status of ['initiated', 'ringing']) {
    expect((await application.next('/status')).params.CallStatus).toBe(status)
  }
  clock.advance(19_999)
  expect(phone.state).toBe('ringing')
  clock.advance(1)
  expect(phone.call?.endedReason).toBe('no-answer')
  expect(await show(sid)).toMatchObject({ status: 'no-answer', duration: '0' })
  expect((await application.next('/status')).params.CallStatus).toBe('no-answer')
})

it('is ended by TimeLimit, counted from the answer, which an update may raise', async () => {
  const { application, call, clock, phone, rest, show } = await startRig()
  application.answers('/voice', quiet)
  const sid = await call({ TimeLimit: '10' })
  await until(phone, ({ state }) => state === 'ringing')
  clock.advance(8_000)
  phone.answer()
  await application.next('/voice')
  clock.advance(9_000)
  await rest('POST', `/Calls/${sid}.json`, { TimeLimit: '30' })
  clock.advance(20_999)
  expect(phone.state).toBe('in-call')
  clock.advance(1)
  expect(phone.call?.endedReason).toBe('time-limit')
  expect(await show(sid)).toMatchObject({ status: 'completed', duration: '30' })
})

it('fails at once for a number nobody can be reached at', async () => {
  const { application, call, show } = await startRig({ unreachable: [person] })
  const sid = await call()
  expect((await application.next('/status')).params.CallStatus).toBe('initiated')
  expect((await application.next('/status')).params).toMatchObject({ CallStatus: 'failed', SipResponseCode: '404' })
  expect(await show(sid)).toMatchObject({ status: 'failed' })
})

it('finds a phone in another call busy, and leaves that call alone', async () => {
  const { application, call, phone, show } = await startRig()
  application.answers('/voice', quiet)
  const first = await call()
  await until(phone, ({ state }) => state === 'ringing')
  const second = await call({ StatusCallback: `${application.url}/second` })
  await application.next('/second')
  expect((await application.next('/second')).params).toMatchObject({ CallStatus: 'busy', SipResponseCode: '486' })
  expect(await show(second)).toMatchObject({ status: 'busy' })
  expect(phone.call).toMatchObject({ sid: first, endedReason: null })
})

it('is canceled while it rings, and hung up by either side once answered', async () => {
  const { application, call, phone, rest, show } = await startRig()
  application.answers('/voice', quiet)
  const canceled = await call()
  await until(phone, ({ state }) => state === 'ringing')
  await rest('POST', `/Calls/${canceled}.json`, { Status: 'canceled' })
  expect(phone.call?.endedReason).toBe('canceled')
  expect(await show(canceled)).toMatchObject({ status: 'canceled' })

  const completed = await call()
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  await rest('POST', `/Calls/${completed}.json`, { Status: 'completed' })
  expect(phone.call?.endedReason).toBe('remote-hung-up')

  const hungUp = await call()
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  phone.hangUp()
  expect(phone.call?.endedReason).toBe('hung-up')
  expect(await show(hungUp)).toMatchObject({ status: 'completed' })
})

it('asks FallbackUrl what to do after 15 seconds of nothing, saying why', async () => {
  const { application, call, clock, phone } = await startRig()
  application.answers('/voice', 'never')
  application.answers('/fallback', quiet)
  await call({ FallbackUrl: `${application.url}/fallback` })
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  await application.next('/voice')
  clock.advance(15_000)
  const { params } = await application.next('/fallback')
  expect(params).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${application.url}/voice` })
})

it('says that the application failed, aloud, and hangs up, when there is no fallback', async () => {
  const { application, call, clock, phone, twilio } = await startRig()
  application.answers('/voice', { status: 500 })
  await call()
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  await until(phone, ({ saidToIt }) => saidToIt.length > 0)
  expect(phone.saidToIt[0]).toMatch(/application error/)
  clock.advance(10_000)
  await until(phone, ({ state }) => state === 'idle')
  expect(phone.heard.audibleMs).toBeGreaterThan(2_000)
  expect(twilio.notices.notices().map(({ code }) => code)).toContain(11200)
})

it('goes where new TwiML sends it', async () => {
  const { application, call, phone, rest } = await startRig()
  application.answers('/voice', quiet)
  application.answers('/other', { body: '<Response><Redirect>/relative?x=1</Redirect></Response>' })
  application.answers('/relative', { body: '<Response><Say>Moved.</Say></Response>' })
  const sid = await call()
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  await application.next('/voice')
  await rest('POST', `/Calls/${sid}.json`, { Url: `${application.url}/other` })
  expect((await application.next('/relative')).path).toBe('/relative?x=1')
  await until(phone, ({ saidToIt }) => saidToIt.includes('Moved.'))
})

it('waits for its turn at the account’s calls per second', async () => {
  const { call, clock, twilio, show } = await startRig({ callsPerSecond: 1 })
  const other = twilio.phones.at('+14155550199')
  await call()
  await until(twilio.phones.at(person), ({ state }) => state === 'ringing')
  const second = await call({ To: other.number })
  expect(await show(second)).toMatchObject({ status: 'queued' })
  clock.advance(1_000)
  await until(other, ({ state }) => state === 'ringing')
  expect(await show(second)).toMatchObject({ status: 'ringing', queue_time: '1000' })
})

it('tells a machine from a person when asked to', async () => {
  const { application, call, clock, phone } = await startRig()
  application.answers('/voice', quiet)
  await call({ MachineDetection: 'Enable' })
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer('machine')
  expect(application.received('/voice')).toHaveLength(0)
  clock.advance(3_000)
  expect((await application.next('/voice')).params.AnsweredBy).toBe('machine_start')
  phone.hangUp()

  await call({ MachineDetection: 'Enable', AsyncAmd: 'true', AsyncAmdStatusCallback: `${application.url}/amd` })
  await until(phone, ({ state }) => state === 'ringing')
  phone.answer()
  expect((await application.next('/voice')).params.AnsweredBy).toBeUndefined()
  clock.advance(3_000)
  expect((await application.next('/amd')).params).toMatchObject({
    AnsweredBy: 'human',
    MachineDetectionDuration: '3000',
  })
})
