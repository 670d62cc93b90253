import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { meSample } from '../../api/samples.fake.ts'
import { useKeysStore } from './keys.store.ts'
import { usePhoneStore } from './phone.store.ts'

const key = {
  id: 'key_22222222222222222222',
  name: 'Raycast',
  hint: 'cb_9d1c',
  createdAt: '2026-11-21T08:00:00.000Z',
  lastUsedAt: null,
}

it('goes from number to code to proof', async () => {
  const { asked } = fakeApi({
    'POST /v1/me/phone': [ok({ number: '+14155550100', expiresAt: '2026-11-21T08:10:00.000Z' })],
    'POST /v1/me/phone/verify': [ok(meSample)],
  })
  const phone = usePhoneStore()
  await phone.sendCode('(415) 555-0100')
  expect(phone.step).toMatchObject({ state: 'code', number: '+14155550100' })
  expect((await phone.verify('123 456')).phone?.verified).toBe(true)
  expect(asked.map(({ body }) => body)).toEqual([{ number: '+14155550100' }, { code: '123456' }])
  phone.startOver()
  expect(phone.step.state).toBe('number')
})

it('keeps asking for the code after a wrong one', async () => {
  fakeApi({
    'POST /v1/me/phone': [ok({ number: '+14155550100', expiresAt: '2026-11-21T08:10:00.000Z' })],
    'POST /v1/me/phone/verify': [refusal(400, 'invalid_input', { code: 'is not the code we sent' })],
  })
  const phone = usePhoneStore()
  await phone.sendCode('+14155550100')
  await expect(phone.verify('000000')).rejects.toMatchObject({ fields: { code: 'is not the code we sent' } })
  expect(phone.step.state).toBe('code')
})

it('hands a key’s secret to the page and keeps only its hint', async () => {
  fakeApi({
    'GET /v1/keys': [ok({ items: [] })],
    'POST /v1/keys': [{ status: 201, body: { key, secret: 'cb_9d1c_secret' } }],
    [`DELETE /v1/keys/${key.id}`]: [{ status: 204 }],
  })
  const keys = useKeysStore()
  await keys.refresh()
  expect(await keys.create('Raycast')).toBe('cb_9d1c_secret')
  expect(JSON.stringify(keys.load)).not.toContain('secret')
  await keys.revoke(key.id)
  expect(keys.load).toEqual({ state: 'ready', value: [] })
})
