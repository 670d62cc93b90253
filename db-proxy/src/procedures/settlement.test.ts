import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as money from '@callback/contracts/db/money'
import { balanceOf, connect, meet } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

it('charges by the second, from the answer to the end, and releases the rest', async () => {
  const person = await meet(world)
  const { callId, capability, brief } = await connect(world, person, { answeredAgoSeconds: 90 })
  expect(brief).toMatchObject({ trust: 'known', caller: { firstName: 'Kim', zone: 'Europe/Berlin' } })
  const endedAt = new Date(Date.parse(brief.answeredAt) + 60_500).toISOString()
  const { call } = await world.ask(
    calls.finishCall,
    { callId, endReason: 'caller_hung_up', endedAt, usage: [] },
    { capability },
  )
  expect(call).toMatchObject({ status: 'completed', connectedSeconds: 61, chargedMillicredits: 2034 })
  expect(await balanceOf(world, person)).toEqual([100_000 - 2034, 0])
  const { items } = await world.ask(money.listLedger, { limit: 10 }, { person })
  expect(items.map((line) => line.kind)).toEqual(['release', 'charge', 'hold', 'grant'])
})
