import { expect, it } from 'vitest'
import { createSchedule, updateSchedule } from '@callback/contracts/schedules'
import { personaSample, scheduleSample } from '../../api/samples.fake.ts'
import { Schedule } from '@callback/contracts/schedules'
import { previewOf } from './preview.ts'
import { changeOf, draftOf, fieldsOf } from './schedule-draft.ts'

const NOW = Date.parse('2026-11-21T13:00:00Z')
const ZONE = 'America/New_York'
const fresh = fieldsOf({ personaId: personaSample.id, zone: ZONE, nowMs: NOW, schedule: null })

it('starts with weekday mornings in one’s own zone', () => {
  expect(fresh).toMatchObject({ kind: 'weekly', days: [1, 2, 3, 4, 5], time: '07:00', zone: ZONE, date: '2026-11-22' })
})

it('sends what the contract takes', () => {
  expect(createSchedule.body.safeParse(draftOf({ ...fresh, context: '  ' })).success).toBe(true)
  expect(draftOf({ ...fresh, context: '  ' })).not.toHaveProperty('context')
  expect(draftOf({ ...fresh, kind: 'once' }).rule).toEqual({ kind: 'once', date: '2026-11-22', time: '07:00' })
})

it('changes a schedule back and forth without losing anything, and can empty its context', () => {
  const fields = fieldsOf({ personaId: '', zone: 'UTC', nowMs: NOW, schedule: Schedule.parse(scheduleSample) })
  const change = changeOf(fields)
  expect(change).toMatchObject({
    rule: scheduleSample.rule,
    zone: scheduleSample.zone,
    context: scheduleSample.context,
  })
  expect(updateSchedule.body.safeParse(change).success).toBe(true)
  expect(changeOf({ ...fields, context: '' }).context).toBeNull()
})

it('previews the next ring by the rule the service uses', () => {
  const preview = previewOf(fresh, NOW, ZONE)
  expect(preview).toMatchObject({ kind: 'rings', note: null })
  expect(preview.kind === 'rings' && preview.words).toMatch(/^Monday, .*, in 2 days$/)
})

it('says what a time abroad is at home', () => {
  const preview = previewOf({ ...fresh, zone: 'Europe/Lisbon' }, NOW, ZONE)
  expect(preview.kind === 'rings' && preview.note).toMatch(/in your own zone\.$/)
})

it('says when the clocks skip the time', () => {
  const skipped = { ...fresh, kind: 'once' as const, date: '2027-03-14', time: '02:30' }
  const preview = previewOf(skipped, NOW, ZONE)
  expect(preview.kind === 'rings' && preview.note).toContain('clocks skip')
})

it('warns of a time that has passed, and waits for one that is not written yet', () => {
  expect(previewOf({ ...fresh, kind: 'once', date: '2026-11-20' }, NOW, ZONE).kind).toBe('past')
  expect(previewOf({ ...fresh, days: [] }, NOW, ZONE).kind).toBe('incomplete')
  expect(previewOf({ ...fresh, time: '' }, NOW, ZONE).kind).toBe('incomplete')
})
