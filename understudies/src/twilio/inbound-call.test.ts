import { expect, it } from 'vitest'
import { brad, person, startRig, until } from './rig.fake.ts'

const input = { to: brad, attested: true, name: null }

it('asks the number’s VoiceUrl while it rings, with an attested caller', async () => {
  const { application, number, phone, twilio } = await startRig()
  const sid = await number()
  application.answers('/voice', { body: '<Response><Pause length="5"/></Response>' })
  const leg = twilio.phones.carrier.dial(phone, input)
  if (!leg) throw new Error('the number is in service')
  phone.dialled(leg)
  expect(phone.state).toBe('dialling')
  const { params } = await application.next('/voice')
  expect(params).toMatchObject({
    CallSid: leg.sid,
    From: person,
    To: brad,
    Caller: person,
    Called: brad,
    Direction: 'inbound',
    CallStatus: 'ringing',
    StirVerstat: 'TN-Validation-Passed-A',
    FromCountry: 'US',
  })
  expect(params.CallToken).toBeTruthy()
  expect(sid).toMatch(/^PN/)
  await until(phone, ({ state }) => state === 'in-call')
})

it('says nothing of StirVerstat for a caller nobody vouches for', async () => {
  const { application, number, phone, twilio } = await startRig()
  await number()
  twilio.phones.carrier.dial(phone, { ...input, attested: false, name: 'Mallory' })
  const { params } = await application.next('/voice')
  expect(params.StirVerstat).toBeUndefined()
  expect(params.CallerName).toBe('Mallory')
})

it.each([
  ['<Response><Reject/></Response>', 'rejected', 'busy'],
  ['<Response><Reject reason="busy"/></Response>', 'busy', 'busy'],
  ['<Response><Hangup/></Response>', 'remote-hung-up', 'completed'],
  ['', 'remote-hung-up', 'completed'],
])('ends on %s with %s', async (body, reason, status) => {
  const { application, number, phone, show, twilio } = await startRig()
  await number({ StatusCallback: `${application.url}/ended` })
  application.answers('/voice', { body })
  const leg = twilio.phones.carrier.dial(phone, input)
  if (leg) phone.dialled(leg)
  await until(phone, ({ state }) => state === 'idle')
  expect(phone.call?.endedReason).toBe(reason)
  expect(await show(leg?.sid ?? '')).toMatchObject({ status, direction: 'inbound' })
  expect((await application.next('/ended')).params.CallStatus).toBe(status)
})

it('is given up by a caller who does not wait', async () => {
  const { application, number, phone, show, twilio } = await startRig()
  await number()
  application.answers('/voice', 'never')
  const leg = twilio.phones.carrier.dial(phone, input)
  if (leg) phone.dialled(leg)
  await application.next('/voice')
  phone.hangUp()
  expect(phone.call?.endedReason).toBe('hung-up')
  expect(await show(leg?.sid ?? '')).toMatchObject({ status: 'canceled' })
})

it('reaches nobody at a number without a VoiceUrl, or no number at all', async () => {
  const { number, phone, twilio } = await startRig()
  await number({ VoiceUrl: '' })
  expect(twilio.phones.carrier.dial(phone, input)).toBeNull()
  expect(twilio.phones.carrier.dial(phone, { ...input, to: '+14155559999' })).toBeNull()
})

it('may be asked twice; the second answer counts', async () => {
  const { application, number, phone, twilio } = await startRig({ faults: { duplicateVoiceWebhooks: 1 } })
  await number()
  application.answers(
    '/voice',
    { body: '<Response><Say>first</Say></Response>' },
    { body: '<Response><Say>second</Say></Response>' },
  )
  const leg = twilio.phones.carrier.dial(phone, input)
  if (leg) phone.dialled(leg)
  await until(phone, ({ saidToIt }) => saidToIt.length > 0)
  expect(phone.saidToIt).toEqual(['second'])
  expect(application.received('/voice').map(({ params }) => params.CallSid)).toEqual([leg?.sid, leg?.sid])
})
