import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as money from '@callback/contracts/db/money'
import { balanceOf, BRAD, hash, meet } from './testing/people.ts'
import { openWorld } from './testing/world.ts'
import type { World } from './testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const call = (context: string | null = null) => ({ personaId: BRAD, context, tokenHash: hash() })

it('does a keyed request once and gives its answer again, though the caller’s fresh token differs', async () => {
  const person = await meet(world)
  const first = await world.answer(calls.placeCall, call(), { person, key: 'k1' })
  const again = await world.answer(calls.placeCall, call(), { person, key: 'k1' })
  expect(again).toEqual({ output: first.output, replayed: true })
  expect(first.replayed).toBe(false)
  const [, held] = await balanceOf(world, person)
  expect(held).toBe(30_000)
})

it('refuses the same key for something else', async () => {
  const person = await meet(world)
  await world.answer(calls.placeCall, call(), { person, key: 'k2' })
  expect(await world.refusal(calls.placeCall, call('the gym'), { person, key: 'k2' })).toBe('idempotency_conflict')
})

it('runs one of many requests with one key at once, and answers all of them alike', async () => {
  const person = await meet(world, { millicredits: 0 })
  const asked = Array.from({ length: 12 }, () =>
    world.answer(money.redeemCoupon, { code: 'DEMO2025' }, { person, key: 'k3' }),
  )
  const answers = await Promise.all(asked)
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ output }) => JSON.stringify(output))).size).toBe(1)
  expect(await balanceOf(world, person)).toEqual([25_000, 0])
})

it('keeps no answer of a request that failed, so that it may be tried again', async () => {
  const person = await meet(world, { verified: false })
  expect(await world.refusal(calls.placeCall, call(), { person, key: 'k4' })).toBe('phone_unverified')
  expect(await world.refusal(calls.placeCall, call(), { person, key: 'k4' })).toBe('phone_unverified')
  const [row] = await world.sql<{ kept: number }[]>`select count(*)::int as kept from idempotency where key = 'k4'`
  expect(row?.kept).toBe(0)
})

it('keeps accounts apart that use the same key', async () => {
  const [one, other] = [await meet(world), await meet(world)]
  const first = await world.answer(calls.placeCall, call(), { person: one, key: 'same' })
  const second = await world.answer(calls.placeCall, call(), { person: other, key: 'same' })
  expect(second.replayed).toBe(false)
  expect(second.output).not.toEqual(first.output)
})
