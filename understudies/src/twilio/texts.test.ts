import { expect, it } from 'vitest'
import { brad, person, startRig, until } from './rig.fake.ts'

const text = { To: person, From: brad, Body: 'Your code is 123456' }

it('delivers a text to the phone and tells its progress', async () => {
  const { application, phone, rest } = await startRig()
  const { status, body } = await rest('POST', '/Messages.json', {
    ...text,
    StatusCallback: `${application.url}/text-status`,
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({ status: 'queued', num_segments: '1', direction: 'outbound-api' })
  await until(phone, ({ messages }) => messages.length === 1)
  expect(phone.messages[0]).toMatchObject({ from: brad, body: 'Your code is 123456' })
  const told = [await application.next('/text-status'), await application.next('/text-status')]
  expect(told.map(({ params }) => params.MessageStatus).sort()).toEqual(['delivered', 'sent'])
  expect((await rest('GET', `/Messages/${body.sid}.json`)).body).toMatchObject({ status: 'delivered' })
})

it('reports a text that cannot be delivered', async () => {
  const { application, rest } = await startRig({ unreachable: [person] })
  await rest('POST', '/Messages.json', { ...text, StatusCallback: `${application.url}/text-status` })
  const told = [await application.next('/text-status'), await application.next('/text-status')]
  expect(told.find(({ params }) => params.MessageStatus === 'undelivered')?.params.ErrorCode).toBe('30003')
})

it.each([
  [{ Body: '' }, 21602],
  [{ Body: 'x'.repeat(1_601) }, 21617],
  [{ To: '12' }, 21211],
  [{ From: '' }, 21603],
])('refuses %o with %i', async (changes, code) => {
  const { rest, phone } = await startRig()
  expect((await rest('POST', '/Messages.json', { ...text, ...changes })).body).toMatchObject({ code, status: 400 })
  expect(phone.messages).toEqual([])
})

it('carries what a phone writes to SmsUrl, and the reply back', async () => {
  const { application, number, phone, twilio } = await startRig()
  await number({ SmsUrl: `${application.url}/sms` })
  application.answers('/sms', { body: '<Response><Message>Got it &amp; noted.</Message></Response>' })
  expect(twilio.phones.carrier.write(person, brad, 'hello')).toBe(true)
  expect((await application.next('/sms')).params).toMatchObject({
    From: person,
    To: brad,
    Body: 'hello',
    NumMedia: '0',
    NumSegments: '1',
  })
  await until(phone, ({ messages }) => messages.length === 1)
  expect(phone.messages[0]).toMatchObject({ from: brad, body: 'Got it & noted.' })
})

it('sends nothing more to someone who wrote STOP, until they write START', async () => {
  const { number, rest, twilio } = await startRig()
  await number()
  twilio.phones.carrier.write(person, brad, ' stop ')
  expect((await rest('POST', '/Messages.json', text)).body).toMatchObject({ code: 21610 })
  twilio.phones.carrier.write(person, brad, 'START')
  expect((await rest('POST', '/Messages.json', text)).status).toBe(201)
})
