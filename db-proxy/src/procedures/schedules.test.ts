import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as schedules from '@callback/contracts/db/schedules'
import type { Rule } from '@callback/contracts/schedules'
import { nextOccurrence } from '@callback/domain/recurrence'
import { BRAD, hash, meet } from '../testing/people.ts'
import type { Person } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const weekly = (time: string): Rule => ({ kind: 'weekly', days: [1, 3, 5], time })
const create = (person: Person, rule: Rule, zone?: string) =>
  world.ask(schedules.createSchedule, { personaId: BRAD, rule, ...(zone === undefined ? {} : { zone }) }, { person })

it('computes the next call in the schedule’s zone, the person’s own where none is given', async () => {
  const person = await meet(world)
  for (const zone of [undefined, 'Asia/Kathmandu']) {
    const { schedule } = await create(person, weekly('07:00'), zone)
    expect(schedule.zone).toBe(zone ?? 'Europe/Berlin')
    const expected = nextOccurrence(weekly('07:00'), schedule.zone, Date.now())
    expect(schedule.next).toEqual({
      dueAt: new Date(expected?.dueAtMs ?? 0).toISOString(),
      local: expected?.localKey,
      gapShifted: false,
    })
  }
})

it('hands out an occurrence that no sweep may see in time', async () => {
  const person = await meet(world)
  const soon = new Date(Date.now() + 60_000).toISOString()
  const rule = { kind: 'once' as const, date: soon.slice(0, 10), time: soon.slice(11, 16) }
  const { schedule, soon: hint } = await create(person, rule, 'UTC')
  expect(hint).toMatchObject({ dueAt: schedule.next?.dueAt })
  expect((await create(person, { ...rule, date: '2999-01-01' }, 'UTC')).soon).toBeNull()
})

it('refuses a time that is past, and names the field', async () => {
  const person = await meet(world)
  const rule = { kind: 'once' as const, date: '2020-01-01', time: '07:00' }
  expect(await world.refusal(schedules.createSchedule, { personaId: BRAD, rule }, { person })).toBe('invalid_input')
})

it('makes the pending call anew when the schedule changes, and back again', async () => {
  const person = await meet(world)
  const { schedule } = await create(person, weekly('07:00'))
  const change = (to: object) => {
    const input = schedules.updateSchedule.input.parse({ id: schedule.id, change: to })
    return world.ask(schedules.updateSchedule, input, { person })
  }
  const pending = () => world.sql<{ id: string; localKey: string }[]>`
    select id, local_key from occurrences where schedule_id = ${schedule.id} and state = 'scheduled'`
  const [first] = await pending()
  expect((await change({ rule: weekly('08:00') })).schedule.next?.local.slice(11)).toBe('08:00')
  const claim = { occurrenceId: first?.id ?? '', tokenHash: hash() }
  expect(await world.ask(schedules.claimOccurrence, schedules.claimOccurrence.input.parse(claim))).toEqual({
    kind: 'gone',
  })
  expect((await change({ rule: weekly('07:00') })).schedule.next).toEqual(schedule.next)
  expect(await pending()).toEqual([first])
  expect((await change({ status: 'paused' })).schedule).toMatchObject({ status: 'paused', next: null })
  expect((await change({ status: 'active', context: 'legs' })).schedule).toMatchObject({
    context: 'legs',
    next: schedule.next,
  })
  expect((await change({ context: null })).schedule.context).toBeNull()
})

it('rings no more for a schedule that was removed', async () => {
  const person = await meet(world)
  const { schedule } = await create(person, weekly('07:00'))
  await world.ask(schedules.removeSchedule, { id: schedule.id }, { person })
  expect(await world.refusal(schedules.getSchedule, { id: schedule.id }, { person })).toBe('not_found')
  const waiting = await world.sql`select 1 from occurrences where schedule_id = ${schedule.id} and state = 'scheduled'`
  expect(waiting).toHaveLength(0)
})

it('lists the next to ring first, page by page', async () => {
  const person = await meet(world)
  const times = ['2031-05-05', '2030-05-05', '2032-05-05']
  for (const date of times) await create(person, { kind: 'once', date, time: '07:00' })
  const paused = (await create(person, weekly('07:00'))).schedule
  await world.ask(schedules.updateSchedule, { id: paused.id, change: { status: 'paused' } }, { person })
  const seen: (string | undefined)[] = []
  let before: string | undefined
  do {
    const page = await world.ask(
      schedules.listSchedules,
      { limit: 1, ...(before === undefined ? {} : { before }) },
      { person },
    )
    seen.push(...page.items.map(({ next }) => next?.local.slice(0, 10)))
    before = page.next ?? undefined
  } while (before !== undefined)
  expect(seen).toEqual([...times.toSorted(), undefined])
})
