import { expect, it } from 'vitest'
import { startRig, until, type Rig } from './rig.fake.ts'

async function life(rig: Rig): Promise<Array<string | undefined>> {
  rig.application.answers('/voice', { body: '<Response><Hangup/></Response>' })
  await rig.call()
  await until(rig.phone, ({ state }) => state === 'ringing')
  rig.phone.answer()
  const statuses: Array<string | undefined> = []
  while (statuses.at(-1) !== 'completed') statuses.push((await rig.application.next('/status')).params.CallStatus)
  return statuses
}

it('drops as many status callbacks as told', async () => {
  const rig = await startRig({ faults: { dropStatusCallbacks: 2 } })
  expect(await life(rig)).toEqual(['in-progress', 'completed'])
})

it('delivers as many twice as told, and the next one before its turn', async () => {
  const rig = await startRig({ faults: { duplicateStatusCallbacks: 1 } })
  expect(await life(rig)).toEqual(['initiated', 'initiated', 'ringing', 'in-progress', 'completed'])
  rig.twilio.faults.change({ swapStatusCallbacks: 1 })
  expect(await life(rig)).toEqual(['ringing', 'initiated', 'in-progress', 'completed'])
})

it('is told over HTTP, shows what it was told, and forgets it on DELETE', async () => {
  const { twilio } = await startRig()
  const faults = (init?: RequestInit) => fetch(`${twilio.url}/faults`, init)
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    faults({ method: 'POST', body: JSON.stringify(body), headers })
  expect((await post({ loseCreateReply: 3, listLagMs: 5 })).status).toBe(200)
  await post({ mediaLossRate: 0.25 })
  expect(await (await faults()).json()).toMatchObject({ loseCreateReply: 3, listLagMs: 5, mediaLossRate: 0.25 })
  expect((await post({ mediaLossRate: 2 })).status).toBe(400)
  expect((await post({ misspelt: 1 })).status).toBe(400)
  expect((await post({ latencyMs: 1 }, { Origin: 'https://elsewhere.example' })).status).toBe(403)
  expect(await (await faults({ method: 'DELETE' })).json()).toMatchObject({ loseCreateReply: 0, mediaLossRate: 0 })
})

it('delays every webhook by the latency', async () => {
  const rig = await startRig()
  rig.application.answers('/voice', { body: '<Response><Hangup/></Response>' })
  await rig.call({}, [])
  await until(rig.phone, ({ state }) => state === 'ringing')
  rig.twilio.faults.change({ latencyMs: 700 })
  rig.phone.answer()
  rig.clock.advance(699)
  expect(rig.application.received('/voice')).toEqual([])
  rig.clock.advance(1)
  await rig.application.next('/voice')
})
