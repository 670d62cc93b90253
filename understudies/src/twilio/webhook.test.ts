import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { expect, it, onTestFinished } from 'vitest'
import { startApplication } from './application.fake.ts'
import { Faults } from './faults.ts'
import { ManualClock } from './manual-clock.ts'
import { parseWebhookUrl } from './webhook-url.ts'
import { Webhooks } from './webhook.ts'

async function rig() {
  const clock = new ManualClock()
  const faults = new Faults()
  const webhooks = new Webhooks({ authToken: 'token', clock, faults })
  const application = await startApplication()
  onTestFinished(async () => {
    webhooks.close()
    await application.close()
  })
  return { clock, faults, webhooks, application }
}

const form = [
  ['From', '+14155550100'],
  ['Empty', ''],
] as const

it('signs the URL without its fragment, and does not send the fragment', async () => {
  const { webhooks, application } = await rig()
  await webhooks.send({ url: `${application.url}/hook?a=1#rc=2&rp=5xx`, method: 'POST', form })
  const { path, headers, params } = await application.next('/hook')
  expect(path).toBe('/hook?a=1')
  expect(validateRequest('token', String(headers['x-twilio-signature']), `${application.url}/hook?a=1`, params)).toBe(
    true,
  )
})

it('puts the fields of a GET in the query and signs that', async () => {
  const { webhooks, application } = await rig()
  await webhooks.send({ url: `${application.url}/hook?a=1`, method: 'GET', form })
  const { path, headers } = await application.next('/hook')
  expect(path).toBe('/hook?a=1&From=%2B14155550100&Empty=')
  expect(validateRequest('token', String(headers['x-twilio-signature']), application.url + path, {})).toBe(true)
})

it('repeats a 5xx only when the fragment asks, under the same idempotency token', async () => {
  const { webhooks, application } = await rig()
  application.answers('/hook', { status: 503 }, { status: 502 }, { body: 'at last' })
  const reply = await webhooks.send({ url: `${application.url}/hook#rc=3&rp=5xx,ct,rt`, method: 'POST', form })
  expect(reply).toMatchObject({ kind: 'reply', body: 'at last' })
  const tokens = application.received('/hook').map(({ headers }) => headers['i-twilio-idempotency-token'])
  expect(tokens).toHaveLength(3)
  expect(new Set(tokens).size).toBe(1)
})

it('loses a 5xx without an override: it is not repeated', async () => {
  const { webhooks, application } = await rig()
  application.answers('/hook', { status: 500 })
  const reply = await webhooks.send({ url: `${application.url}/hook`, method: 'POST', form })
  expect(reply).toEqual({ kind: 'failed', reason: '5xx', status: 500 })
  expect(application.received('/hook')).toHaveLength(1)
})

it('gives an application that never answers 15 seconds', async () => {
  const { clock, webhooks, application } = await rig()
  application.answers('/hook', 'never')
  const sent = webhooks.send({ url: `${application.url}/hook`, method: 'POST', form })
  await application.next('/hook')
  clock.advance(14_999)
  clock.advance(1)
  expect(await sent).toEqual({ kind: 'failed', reason: 'rt', status: null })
})

it('calls a refused connection a failure to connect', async () => {
  const { webhooks, application } = await rig()
  await application.close()
  const reply = await webhooks.send({ url: `${application.url}/hook`, method: 'POST', form })
  expect(reply).toEqual({ kind: 'failed', reason: 'ct', status: null })
})

it('reads overrides within Twilio’s bounds and ignores nonsense', () => {
  const target = parseWebhookUrl('https://app.example/hook#ct=2000&rt=99000&tt=x&rc=9&rp=all')
  expect(target).toMatchObject({
    url: 'https://app.example/hook',
    connectMs: 2_000,
    readMs: 15_000,
    totalMs: 15_000,
    retries: 5,
  })
  expect([...target.retryOn]).toEqual(['4xx', '5xx', 'ct', 'rt'])
})
