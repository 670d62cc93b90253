import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import { TRIALS_A_DAY_MAX } from './answer-inbound.ts'
import { balanceOf, BRAD_NUMBER, callSid, meet, phoneNumber, redeem } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const ring = (from: string, change: object = {}) =>
  world.ask(calls.answerInbound, { callSid: callSid(), from, to: BRAD_NUMBER, attested: true, ...change })

async function connected(from: string, change: object = {}) {
  const answer = await ring(from, change)
  if (answer.kind !== 'connect') throw new Error(answer.reason)
  return answer
}

it('knows a caller whose proven number is attested, on the caller’s own credits', async () => {
  const person = await meet(world)
  const sid = callSid()
  const answer = await connected(person.number, { callSid: sid })
  expect(answer).toMatchObject({ direction: 'inbound', timeLimitSeconds: 905 })
  const { brief } = await redeem(world, answer, sid)
  expect(brief).toMatchObject({ trust: 'known', caller: { firstName: 'Kim', zone: 'Europe/Berlin' } })
  expect(await balanceOf(world, person)).toEqual([70_000, 30_000])
})

it('takes an unattested number for a stranger, who is told nothing and charged nothing', async () => {
  const person = await meet(world)
  const sid = callSid()
  const answer = await connected(person.number, { callSid: sid, attested: false })
  const { brief } = await redeem(world, answer, sid)
  expect(brief).toMatchObject({ trust: 'trial', caller: { firstName: null, zone: null }, facts: [], heldSeconds: 180 })
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
})

it('gives the same CallSid the same answer, also when Twilio asks many times at once', async () => {
  const person = await meet(world)
  const sid = callSid()
  const answers = await Promise.all(Array.from({ length: 6 }, () => ring(person.number, { callSid: sid })))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await balanceOf(world, person)).toEqual([70_000, 30_000])
})

it('bounds the trials of a number in a day, also when it rings many times at once', async () => {
  const from = phoneNumber()
  const answers = await Promise.all(Array.from({ length: TRIALS_A_DAY_MAX + 3 }, () => ring(from)))
  expect(answers.filter(({ kind }) => kind === 'connect')).toHaveLength(TRIALS_A_DAY_MAX)
  expect(await ring(from)).toEqual({ kind: 'hang_up', reason: 'trial_used_up' })
  await connected(phoneNumber())
})

it('says why it cannot connect', async () => {
  expect(await ring(phoneNumber(), { to: '+14155550109' })).toEqual({ kind: 'hang_up', reason: 'no_persona' })
  const poor = await meet(world, { millicredits: 0 })
  expect(await ring(poor.number)).toEqual({ kind: 'hang_up', reason: 'too_little_credit' })
})

it('releases everything when an answered call could not be connected', async () => {
  const person = await meet(world)
  const answer = await connected(person.number)
  const as = { capability: answer.capability }
  const { call } = await world.ask(calls.callUnconnected, { callId: answer.callId, reason: 'no_node' }, as)
  expect(call).toMatchObject({ status: 'failed', endReason: 'provider_unavailable', chargedMillicredits: 0 })
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
})
