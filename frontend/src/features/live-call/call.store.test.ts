import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { callSample } from '../../api/samples.fake.ts'
import { useCallStore } from './call.store.ts'

const over = {
  ...callSample,
  status: 'completed',
  answeredAt: '2026-11-21T08:00:05.000Z',
  endedAt: '2026-11-21T08:01:05.000Z',
  endReason: 'persona_ended',
  connectedSeconds: 60,
  chargedMillicredits: 2000,
}
const turn = {
  seq: 0,
  speaker: 'persona',
  text: 'Good morning! Did you',
  heard: 'Good morning!',
  cutShort: true,
  startedAt: '2026-11-21T08:00:06.000Z',
  timings: null,
}
const receipt = {
  callId: callSample.id,
  connectedSeconds: 60,
  rateMillicreditsPerMinute: 2000,
  heldMillicredits: 30_000,
  chargedMillicredits: 2000,
  releasedMillicredits: 28_000,
  settledAt: '2026-11-21T08:01:06.000Z',
  lines: [],
  costMicroUsd: 0,
}
const at = `/v1/calls/${callSample.id}`

it('shows of a past call what was heard and what it cost', async () => {
  fakeApi({
    [`GET ${at}`]: [ok(over)],
    [`GET ${at}/turns`]: [ok({ items: [turn] })],
    [`GET ${at}/receipt`]: [ok(receipt)],
  })
  const store = useCallStore()
  await store.open(callSample.id)
  expect(store.isOver).toBe(true)
  expect(store.live.turns[0]).toMatchObject({ text: 'Good morning!', unheard: 'Did you' })
  expect(store.receipt).toMatchObject({ state: 'ready', value: { chargedMillicredits: 2000 } })
})

it('says that somebody else’s call is not there', async () => {
  fakeApi({ [`GET ${at}`]: [refusal(404, 'not_found')] })
  const store = useCallStore()
  await store.open(callSample.id)
  expect(store.call).toMatchObject({ state: 'failed', missing: true })
})

it('says that the transcript could not be read instead of showing an empty one', async () => {
  fakeApi({
    [`GET ${at}`]: [ok(over)],
    [`GET ${at}/turns`]: [refusal(500, 'internal')],
    [`GET ${at}/receipt`]: [ok(receipt)],
  })
  const store = useCallStore()
  await store.open(callSample.id)
  expect(store.trouble).toContain('internal')
})

it('forgets the call when the page is left', async () => {
  fakeApi({
    [`GET ${at}`]: [ok(over)],
    [`GET ${at}/turns`]: [ok({ items: [turn] })],
    [`GET ${at}/receipt`]: [ok(receipt)],
  })
  const store = useCallStore()
  const opening = store.open(callSample.id)
  store.close()
  await opening
  expect(store.call.state).toBe('idle')
  expect(store.live.turns).toEqual([])
})
