import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as inbox from '@callback/contracts/db/inbox'
import * as money from '@callback/contracts/db/money'
import type { EndReason } from '@callback/domain/call-status'
import { balanceOf, callSid, connect, hash, meet, place } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

type Connected = Awaited<ReturnType<typeof connect>>

const finish = ({ callId, capability, brief }: Connected, seconds: number, endReason: EndReason = 'persona_ended') => {
  const endedAt = new Date(Date.parse(brief.answeredAt) + seconds * 1000).toISOString()
  const usage = [
    {
      service: 'mind' as const,
      provider: 'cerebras',
      model: 'gpt-oss-120b',
      unit: 'input_tokens' as const,
      quantity: 1_000,
    },
    { service: 'telephony' as const, provider: 'twilio', model: 'outbound', unit: 'seconds' as const, quantity: 9 },
  ]
  return world.ask(calls.finishCall, { callId, endReason, endedAt, usage }, { capability })
}

async function hear(sid: string, CallStatus: string, fields: object = {}) {
  const payload = { CallSid: sid, CallStatus, ...fields }
  const notice = { provider: 'twilio' as const, kind: 'twilio.status' as const, dedupeKey: hash(), payload }
  const { id } = await world.ask(inbox.receiveNotice, notice)
  return world.ask(inbox.applyNotice, { id })
}

async function settleAsReaper(callId: string) {
  await world.sql`update calls set answered_at = now() - interval '30 minutes' where id = ${callId}`
  const { items } = await world.ask(calls.overdueCalls, { limit: 100 })
  const mine = items.find((one) => one.callId === callId)
  if (mine === undefined) throw new Error('not overdue')
  return world.ask(calls.settleCall, { callId, endReason: 'node_lost' }, { capability: mine.capability })
}

it('charges by the second, from the answer to the end, and releases the rest', async () => {
  const person = await meet(world)
  const connected = await connect(world, person, { answeredAgoSeconds: 90 })
  const { call } = await finish(connected, 60.5)
  expect(call).toMatchObject({ status: 'completed', connectedSeconds: 61, chargedMillicredits: 2034 })
  expect(await balanceOf(world, person)).toEqual([100_000 - 2034, 0])
  const { items } = await world.ask(money.listLedger, { limit: 10 }, { person })
  expect(items.map((line) => line.kind)).toEqual(['release', 'charge', 'hold', 'grant'])
})

it('never charges past the hold, whatever end is claimed', async () => {
  const person = await meet(world)
  const connected = await connect(world, person, { answeredAgoSeconds: 7_200 })
  const { call } = await finish(connected, 7_000)
  expect(call).toMatchObject({ connectedSeconds: 7_000, chargedMillicredits: 30_000 })
  expect(await balanceOf(world, person)).toEqual([70_000, 0])
  const early = await connect(world, person, { answeredAgoSeconds: 10 })
  expect((await finish(early, -500)).call).toMatchObject({ connectedSeconds: 0, chargedMillicredits: 0 })
  const ahead = await connect(world, person, { answeredAgoSeconds: 10 })
  expect((await finish(ahead, 86_400)).call.connectedSeconds).toBeLessThan(13)
})

it('settles once, whichever of node, callback and reaper come and in whatever order', async () => {
  const reporters = {
    node: (one: Connected) => finish(one, 30),
    callback: (one: Connected) => hear(one.sid, 'completed', { CallDuration: '30' }),
    again: (one: Connected) => hear(one.sid, 'completed', { CallDuration: '31' }),
  }
  for (const order of [
    ['node', 'callback', 'again'],
    ['callback', 'node', 'again'],
    ['callback', 'again', 'node'],
    ['node', 'node', 'callback'],
  ] as const) {
    const person = await meet(world)
    const connected = await connect(world, person, { answeredAgoSeconds: 40 })
    for (const who of order) await reporters[who](connected)
    const call = await world.ask(calls.getCall, { id: connected.callId }, { person })
    expect(call).toMatchObject({
      status: 'completed',
      connectedSeconds: 30,
      chargedMillicredits: 1000,
      endReason: 'persona_ended',
    })
    expect(await balanceOf(world, person)).toEqual([99_000, 0])
    expect((await world.ask(calls.getReceipt, { callId: call.id }, { person })).lines).toHaveLength(2)
  }
})

it('settles once when all three come at the same moment', async () => {
  const person = await meet(world)
  const connected = await connect(world, person, { answeredAgoSeconds: 40 })
  await Promise.all([
    finish(connected, 30),
    hear(connected.sid, 'completed', { CallDuration: '30' }),
    finish(connected, 30),
  ])
  expect(await balanceOf(world, person)).toEqual([99_000, 0])
})

it('settles at what is held when everybody fell silent', async () => {
  const person = await meet(world)
  const { callId } = await connect(world, person)
  const { call } = await settleAsReaper(callId)
  expect(call).toMatchObject({
    status: 'completed',
    endReason: 'node_lost',
    connectedSeconds: 900,
    chargedMillicredits: 30_000,
  })
  expect((await world.ask(calls.overdueCalls, { limit: 100 })).items.map((one) => one.callId)).not.toContain(callId)
})

it('charges nothing for a call that was not answered', async () => {
  for (const [word, status, endReason] of [
    ['no-answer', 'no-answer', 'no_answer'],
    ['busy', 'busy', 'busy'],
    ['cancelled', 'canceled', 'canceled'],
    ['failed', 'failed', 'failed'],
    ['completed', 'completed', 'caller_hung_up'],
  ] as const) {
    const person = await meet(world)
    const { dial, attempt, call } = await place(world, person)
    const sid = callSid()
    await world.ask(calls.attemptPlaced, { ...attempt, callSid: sid }, { capability: dial.capability })
    expect(await hear(sid, word, { CallDuration: '5' })).toEqual({ kind: 'applied', endedCallId: call.id })
    const after = await world.ask(calls.getCall, { id: call.id }, { person })
    expect(after).toMatchObject({ status, endReason, connectedSeconds: 0, chargedMillicredits: 0 })
    expect(await balanceOf(world, person)).toEqual([100_000, 0])
    await place(world, person)
  }
})

it('calls the site’s own hang-up what it was, whoever reports the end', async () => {
  const person = await meet(world)
  const connected = await connect(world, person, { answeredAgoSeconds: 5 })
  await world.ask(calls.hangUpCall, { id: connected.callId }, { person })
  await hear(connected.sid, 'completed', { CallDuration: '4' })
  expect((await finish(connected, 4, 'line_lost')).call.endReason).toBe('ended_on_site')
})

it('gives a receipt by service, with what it cost us by the price book', async () => {
  const person = await meet(world)
  const connected = await connect(world, person, { answeredAgoSeconds: 70 })
  const before = await world.ask(calls.getReceipt, { callId: connected.callId }, { person })
  expect(before).toMatchObject({ settledAt: null, heldMillicredits: 30_000, releasedMillicredits: 0, lines: [] })
  await finish(connected, 60)
  const receipt = await world.ask(calls.getReceipt, { callId: connected.callId }, { person })
  expect(receipt).toMatchObject({ connectedSeconds: 60, chargedMillicredits: 2_000, releasedMillicredits: 28_000 })
  expect(receipt.lines).toEqual([
    {
      service: 'telephony',
      provider: 'twilio',
      model: 'outbound',
      unit: 'seconds',
      quantity: 60,
      costMicroUsd: 14_000,
    },
    {
      service: 'mind',
      provider: 'cerebras',
      model: 'gpt-oss-120b',
      unit: 'input_tokens',
      quantity: 1_000,
      costMicroUsd: 350,
    },
  ])
  expect(receipt.costMicroUsd).toBe(14_350)
})

it('lets no status go down, even for the owner', async () => {
  const connected = await connect(world, await meet(world), { answeredAgoSeconds: 2 })
  await finish(connected, 1)
  for (const status of ['in-progress', 'busy']) {
    await expect(world.sql`update calls set status = ${status} where id = ${connected.callId}`).rejects.toThrow(
      'does not go',
    )
  }
})
