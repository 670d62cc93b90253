import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as personas from '@callback/contracts/db/personas'
import * as schedules from '@callback/contracts/db/schedules'
import { balanceOf, BRAD, callSid, hash, meet, OWN, place } from '../testing/people.ts'
import type { Person } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const EVERY_DAY = { kind: 'weekly' as const, days: [1, 2, 3, 4, 5, 6, 7], time: '07:00' }

/** A schedule whose pending call is due so many seconds ago. */
async function due(person: Person, { secondsAgo = 0, personaId = BRAD } = {}) {
  const draft = { personaId, rule: EVERY_DAY, context: 'the gym' }
  const { schedule } = await world.ask(schedules.createSchedule, draft, { person })
  const [row] = await world.sql<{ id: string }[]>`
    update occurrences set due_at = now() - ${secondsAgo} * interval '1 second', local_key = 'moved for a test'
    where schedule_id = ${schedule.id} and state = 'scheduled' returning id`
  return { scheduleId: schedule.id, occurrenceId: schedules.claimOccurrence.input.shape.occurrenceId.parse(row?.id) }
}

type Claim = { occurrenceId: Awaited<ReturnType<typeof due>>['occurrenceId'] }
const claim = ({ occurrenceId }: Claim) => world.ask(schedules.claimOccurrence, { occurrenceId, tokenHash: hash() })
const read = (person: Person, id: string) =>
  world.ask(schedules.getSchedule, schedules.getSchedule.input.parse({ id }), { person })
const sweep = async () =>
  (await world.ask(schedules.dueOccurrences, { limit: 1000 })).items.map((item) => item.occurrenceId)

it('lets one of many claims at once have the occurrence', async () => {
  const person = await meet(world)
  const one = await due(person)
  const claims = await Promise.all(Array.from({ length: 10 }, () => claim(one)))
  expect(claims.map(({ kind }) => kind).toSorted()).toEqual(['dial', ...Array<string>(9).fill('gone')])
  expect(await balanceOf(world, person)).toEqual([70_000, 30_000])
  const [row] = await world.sql<
    { calls: number }[]
  >`select count(*)::int as calls from calls where user_id = ${person.user}`
  expect(row?.calls).toBe(1)
})

it('makes call, hold, attempt and the next occurrence together', async () => {
  const person = await meet(world)
  const one = await due(person)
  const claimed = await claim(one)
  if (claimed.kind !== 'dial') throw new Error(claimed.kind)
  const call = await world.ask(calls.getCall, { id: claimed.dial.callId }, { person })
  expect(call).toMatchObject({ context: 'the gym', scheduleId: one.scheduleId, status: 'queued' })
  const schedule = await read(person, one.scheduleId)
  expect(schedule.last).toMatchObject({ outcome: 'dialed', callId: call.id })
  expect(Date.parse(schedule.next?.dueAt ?? '')).toBeGreaterThan(Date.now())
})

it('says when it is too early, and claims nothing', async () => {
  const one = await due(await meet(world), { secondsAgo: -60 })
  expect((await claim(one)).kind).toBe('early')
  expect(await sweep()).toContain(one.occurrenceId)
  const far = await due(await meet(world), { secondsAgo: -120 })
  expect(await sweep()).not.toContain(far.occurrenceId)
})

it('skips a call that cannot be, says why in plain words, and goes on to the next', async () => {
  const poor = await meet(world, { millicredits: 0 })
  const unproven = await meet(world, { verified: false })
  const busy = await meet(world)
  await place(world, busy)
  for (const [person, reason] of [
    [poor, 'not enough credit'],
    [unproven, 'your phone is not verified'],
    [busy, 'a call to your number is already under way'],
  ] as const) {
    const one = await due(person)
    expect(await claim(one)).toEqual({ kind: 'skipped', reason })
    const schedule = await read(person, one.scheduleId)
    expect(schedule).toMatchObject({ status: 'active', last: { outcome: 'skipped', reason } })
    expect(schedule.next).not.toBeNull()
  }
})

it('rings nobody long after the time, and tells', async () => {
  const person = await meet(world)
  const claimed = await due(person, { secondsAgo: 901 })
  expect(await claim(claimed)).toMatchObject({ kind: 'skipped' })
  const swept = await due(person, { secondsAgo: 901 })
  expect(await sweep()).not.toContain(swept.occurrenceId)
  for (const { scheduleId } of [claimed, swept]) {
    expect((await read(person, scheduleId)).last).toMatchObject({ outcome: 'expired', callId: null })
  }
  expect(await claim(swept)).toEqual({ kind: 'gone' })
})

it('writes down every call that an outage missed, and waits for the next', async () => {
  const person = await meet(world)
  const one = await due(person, { secondsAgo: 3 * 86_400 })
  await sweep()
  const rows = await world.sql<{ state: string }[]>`
    select state from occurrences where schedule_id = ${one.scheduleId} order by due_at`
  expect(rows.filter(({ state }) => state === 'expired').length).toBeGreaterThanOrEqual(3)
  expect(rows.filter(({ state }) => state === 'scheduled')).toHaveLength(1)
})

it('makes a missing next occurrence anew', async () => {
  const person = await meet(world)
  const one = await due(person)
  await world.sql`delete from occurrences where id = ${one.occurrenceId}`
  await sweep()
  expect((await read(person, one.scheduleId)).next).not.toBeNull()
})

it('rings again soon when a dial never reached the network, a few times and no more', async () => {
  const person = await meet(world)
  const one = await due(person)
  for (const outcome of ['early', 'early', 'gone']) {
    const claimed = await claim(one)
    if (claimed.kind !== 'dial') throw new Error(claimed.kind)
    const { callId, attemptId, fence, capability } = claimed.dial
    const failed = { callId, attemptId, fence, reason: 'never_reached_the_network' }
    await world.ask(calls.attemptFailed, failed, { capability })
    expect((await claim(one)).kind).toBe(outcome)
    await world.sql`update occurrences set retry_at = now() where id = ${one.occurrenceId}`
  }
  expect(await balanceOf(world, person)).toEqual([100_000, 0])
})

it('does not ring again for a dial whose outcome was found later', async () => {
  const person = await meet(world)
  const one = await due(person)
  const claimed = await claim(one)
  if (claimed.kind !== 'dial') throw new Error(claimed.kind)
  const { callId, attemptId, fence, capability } = claimed.dial
  await world.ask(calls.attemptAmbiguous, { callId, attemptId, fence, reason: 'timeout' }, { capability })
  await world.ask(calls.attemptPlaced, { callId, attemptId, fence, callSid: callSid() }, { capability })
  expect(await claim(one)).toEqual({ kind: 'gone' })
})

it('ends the schedules of a persona that is removed', async () => {
  const person = await meet(world)
  const { id } = await world.ask(personas.createPersona, OWN, { person })
  const one = await due(person, { personaId: id })
  await world.ask(personas.removePersona, { id }, { person })
  expect(await claim(one)).toEqual({ kind: 'gone' })
  expect(await read(person, one.scheduleId)).toMatchObject({ status: 'done', next: null, personaName: 'Own' })
})
