import { expect, it } from 'vitest'
import { fakeApi, ok } from '../../api/api.fake.ts'
import { scheduleSample } from '../../api/samples.fake.ts'
import { useSchedulesStore } from './schedules.store.ts'

const later = {
  ...scheduleSample,
  id: 'sch_22222222222222222222',
  next: { ...scheduleSample.next, dueAt: '2026-12-24T12:00:00.000Z' },
}
const list = ok({ items: [later, scheduleSample], next: null })
const one = `/v1/schedules/${scheduleSample.id}`

it('knows what rings next', async () => {
  fakeApi({ 'GET /v1/schedules': [list] })
  const schedules = useSchedulesStore()
  await schedules.refresh()
  expect(schedules.upcoming?.id).toBe(scheduleSample.id)
})

it('cancels at once, and undo schedules the same again', async () => {
  const { asked } = fakeApi({
    'GET /v1/schedules': [list],
    [`DELETE ${one}`]: [{ status: 204 }],
    'POST /v1/schedules': [{ status: 201, body: { ...scheduleSample, id: 'sch_33333333333333333333' } }],
  })
  const schedules = useSchedulesStore()
  await schedules.refresh()
  const [cancelled] = schedules.all.filter(({ id }) => id === scheduleSample.id)
  if (!cancelled) throw new Error('the schedule is not listed')
  const undo = await schedules.cancel(cancelled)
  expect(schedules.all.map(({ id }) => id)).toEqual([later.id])
  await undo()
  const { personaId, context, rule, zone } = scheduleSample
  expect(asked.at(-1)).toMatchObject({ method: 'POST', body: { personaId, context, rule, zone } })
  expect(schedules.all).toHaveLength(2)
})

it('shows a paused schedule behind those that ring', async () => {
  const paused = { ...scheduleSample, status: 'paused', next: null }
  fakeApi({ 'GET /v1/schedules': [list], [`PATCH ${one}`]: [ok(paused)] })
  const schedules = useSchedulesStore()
  await schedules.refresh()
  await schedules.pause(scheduleSample.id)
  expect(schedules.all.map(({ status }) => status)).toEqual(['active', 'paused'])
  expect(schedules.upcoming?.id).toBe(later.id)
})

it('notices that a minute has come, once the call can have been dialled', async () => {
  fakeApi({ 'GET /v1/schedules': [list] })
  const schedules = useSchedulesStore()
  await schedules.refresh()
  const due = Date.parse(scheduleSample.next.dueAt)
  expect([schedules.passed(due), schedules.passed(due + 6000)]).toEqual([0, 1])
})
