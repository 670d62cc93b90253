import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as inbox from '@callback/contracts/db/inbox'
import * as personas from '@callback/contracts/db/personas'
import { balanceOf, BRAD, BRAD_NUMBER, callSid, connect, hash, meet, OWN, place, redeem } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const wanted = () => ({ personaId: BRAD, context: null, tokenHash: hash() })

it('commits hold, call and attempt before anything is dialled', async () => {
  const person = await meet(world)
  const { call, dial } = await place(world, person)
  expect(call).toMatchObject({ status: 'queued', direction: 'outbound', trust: 'known', heldSeconds: 900 })
  expect(dial).toMatchObject({ to: person.number, from: BRAD_NUMBER, timeLimitSeconds: 905 })
  expect(await balanceOf(world, person)).toEqual([70_000, 30_000])
})

it('dials no number that is unproven, opted out, or busy with another call', async () => {
  const person = await meet(world, { verified: false })
  expect(await world.refusal(calls.placeCall, wanted(), { person })).toBe('phone_unverified')
  const rung = await meet(world)
  await place(world, rung)
  expect(await world.refusal(calls.placeCall, wanted(), { person: rung })).toBe('line_busy')
  const texted = await meet(world)
  for (const [Body, outcome] of [
    ['STOP', 'refused'],
    ['hello', 'refused'],
    ['Start.', 'not refused'],
  ] as const) {
    // prettier-ignore
    const payload = { From: texted.number, Body }
    const notice = { provider: 'twilio' as const, kind: 'twilio.sms' as const, dedupeKey: hash(), payload }
    const { id } = await world.ask(inbox.receiveNotice, notice)
    await world.ask(inbox.applyNotice, { id })
    expect(await world.refusal(calls.placeCall, wanted(), { person: texted })).toBe(outcome)
  }
})

it('calls from the platform’s number for a persona that has none', async () => {
  const person = await meet(world)
  const own = await world.ask(personas.createPersona, { ...OWN, secondsMax: 120 }, { person })
  const { call, dial } = await world.ask(calls.placeCall, { ...wanted(), personaId: own.id }, { person })
  expect([dial.from, call.heldSeconds]).toEqual(['+14155550199', 120])
})

it('releases the hold and frees the line when Twilio refuses', async () => {
  const person = await meet(world)
  const { dial, attempt } = await place(world, person)
  const as = { capability: dial.capability }
  const failed = await world.ask(calls.attemptFailed, { ...attempt, reason: '21211' }, as)
  expect(failed).toMatchObject({ applied: true, call: { status: 'failed', chargedMillicredits: 0 } })
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
  const late = await world.ask(calls.attemptPlaced, { ...attempt, callSid: callSid() }, as)
  expect(late).toMatchObject({ applied: false, call: { status: 'failed' } })
  await place(world, person)
})

it('keeps the line while nobody knows whether Twilio took the dial, and lists it to be looked up', async () => {
  const person = await meet(world)
  const { dial, attempt } = await place(world, person)
  await world.ask(calls.attemptAmbiguous, { ...attempt, reason: 'timeout' }, { capability: dial.capability })
  expect(await world.refusal(calls.placeCall, wanted(), { person })).toBe('line_busy')
  const { items } = await world.ask(calls.stuckAttempts, { limit: 100 })
  const mine = items.find((one) => one.dial.callId === attempt.callId)
  expect(mine?.dial).toMatchObject({ to: person.number, from: BRAD_NUMBER, attemptId: attempt.attemptId })
  expect(Date.parse(mine?.lookUntil ?? '') - Date.parse(mine?.since ?? '')).toBe(90_000)
  const as = { capability: mine?.dial.capability ?? '' }
  const placed = await world.ask(calls.attemptPlaced, { ...attempt, callSid: callSid() }, as)
  expect(placed).toMatchObject({ applied: true, call: { status: 'dialing' } })
})

it('lists a dial whose dialler was lost, and not one that is being made', async () => {
  const [lost, fresh] = [await place(world, await meet(world)), await place(world, await meet(world))]
  await world.sql`update attempts set created_at = now() - interval '46 seconds' where id = ${lost.attempt.attemptId}`
  const { items } = await world.ask(calls.stuckAttempts, { limit: 100 })
  const listed = items.map(({ dial }) => dial.callId)
  expect([listed.includes(lost.call.id), listed.includes(fresh.call.id)]).toEqual([true, false])
})

it('writes nothing for a fence or a state that moved on', async () => {
  const { dial, attempt } = await place(world, await meet(world))
  const as = { capability: dial.capability }
  const stale = { ...attempt, fence: attempt.fence + 1 }
  expect(await world.ask(calls.attemptFailed, { ...stale, reason: 'x' }, as)).toMatchObject({ applied: false })
  expect(await world.ask(calls.attemptPlaced, { ...attempt, callSid: callSid() }, as)).toMatchObject({ applied: true })
  for (const after of [attempt, stale]) {
    expect(await world.ask(calls.attemptFailed, { ...after, reason: 'x' }, as)).toMatchObject({ applied: false })
  }
  expect(await world.ask(calls.attemptAmbiguous, { ...attempt, reason: 'x' }, as)).toMatchObject({
    applied: false,
    call: { status: 'dialing' },
  })
})

it('lets the first leg to be answered win, and answers it alike each time', async () => {
  const { dial, attempt, tokenHash } = await place(world, await meet(world))
  const [first, second] = [callSid(), callSid()]
  await world.ask(calls.attemptPlaced, { ...attempt, callSid: second }, { capability: dial.capability })
  const legs = await Promise.all(
    [first, first].map((sid) => world.ask(calls.answerOutbound, { tokenHash, callSid: sid })),
  )
  expect(legs[0]).toEqual(legs[1])
  expect(legs[0]).toMatchObject({ kind: 'connect', callId: dial.callId, epoch: 1, timeLimitSeconds: 905 })
  expect(await world.ask(calls.answerOutbound, { tokenHash, callSid: second })).toEqual({
    kind: 'hang_up',
    reason: 'already_answered',
  })
  expect(await world.ask(calls.answerOutbound, { tokenHash: hash(), callSid: first })).toEqual({
    kind: 'hang_up',
    reason: 'unknown_token',
  })
})

it('opens a stream once for a ticket, however many bring it at once', async () => {
  const person = await meet(world)
  const { answer, sid, ticket, brief } = await connect(world, person)
  expect(brief).toMatchObject({ context: null, facts: [], heldSeconds: 900, persona: { id: BRAD, name: 'Brad' } })
  expect(brief.persona).toMatchObject({
    mind: { model: 'gpt-oss-120b', reasoningEffort: 'low' },
    mouthModel: 'eleven_flash_v2_5',
  })
  const bring = (change: object) =>
    world.ask(calls.redeemTicket, { ticket, callSid: sid, streamSid: 'MZ2', nodeId: 'n', ...change })
  expect(await bring({})).toEqual({ kind: 'refused' })
  const other = await place(world, await meet(world))
  const otherSid = callSid()
  const fresh = await world.ask(calls.answerOutbound, { tokenHash: other.tokenHash, callSid: otherSid })
  if (fresh.kind !== 'connect') throw new Error(fresh.reason)
  await expect(redeem(world, fresh, sid)).rejects.toThrow('refused')
  await expect(redeem(world, { ...fresh, epoch: 2 }, otherSid)).rejects.toThrow('refused')
  await expect(redeem(world, { ...fresh, ticketExpiresAtMs: fresh.ticketExpiresAtMs + 1 }, otherSid)).rejects.toThrow(
    'refused',
  )
  expect(await bring({ ticket: `${ticket.slice(0, -1)}x` })).toEqual({ kind: 'refused' })
  const race = await Promise.allSettled(Array.from({ length: 8 }, () => redeem(world, fresh, otherSid)))
  expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(answer.callId).not.toBe(fresh.callId)
})

it('ends a call at once that Twilio may not have yet, and its late answer hears a hang-up', async () => {
  const person = await meet(world)
  const { call, dial, attempt, tokenHash } = await place(world, person)
  const hungUp = await world.ask(calls.hangUpCall, { id: call.id }, { person })
  expect(hungUp).toMatchObject({ call: { status: 'canceled', endReason: 'ended_on_site' }, callSid: null })
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
  expect(await world.refusal(calls.placeCall, wanted(), { person })).toBe('line_busy')
  const sid = callSid()
  const placed = await world.ask(calls.attemptPlaced, { ...attempt, callSid: sid }, { capability: dial.capability })
  expect(placed.call.status).toBe('canceled')
  expect(await world.ask(calls.answerOutbound, { tokenHash, callSid: sid })).toEqual({
    kind: 'hang_up',
    reason: 'over',
  })
  await place(world, person)
})

it('names leg and node of a call under way to whoever hangs it up', async () => {
  const person = await meet(world)
  const { callId, sid } = await connect(world, person)
  const asked = await world.ask(calls.hangUpCall, { id: callId }, { person })
  expect(asked).toMatchObject({ call: { status: 'in-progress' }, callSid: sid, nodeId: 'node-1' })
})
