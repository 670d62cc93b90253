// Schedules: the list, and every change of one.
import { computed } from 'vue'
import { defineStore } from 'pinia'
import type { z } from 'zod'
import {
  createSchedule,
  listSchedules,
  removeSchedule,
  updateSchedule,
  type Schedule,
} from '@callback/contracts/schedules'
import { useApi } from '../../api/client.ts'
import { createIntent } from '../../api/intent.ts'
import { usePages } from '../../api/pages.ts'

export type ScheduleDraft = z.input<typeof createSchedule.body>
export type ScheduleChange = z.input<typeof updateSchedule.body>

/** By then a due call has been dialled or refused. */
const DIAL_MS = 5000

export const useSchedulesStore = defineStore('schedules', () => {
  const api = useApi()
  const pages = usePages<Schedule>((before) =>
    api.send(listSchedules, { query: before === undefined ? {} : { before } }),
  )
  const making = createIntent()

  const all = computed(() => (pages.load.value.state === 'ready' ? pages.load.value.value.items : []))
  /** What rings next, of everything that is active. */
  const upcoming = computed(() => byNext(all.value).find(({ next }) => next !== null) ?? null)

  /** How many are shown as yet to ring although their minute has come. */
  const passed = (nowMs: number): number =>
    all.value.filter(({ next }) => next !== null && Date.parse(next.dueAt) + DIAL_MS < nowMs).length

  async function create(body: ScheduleDraft): Promise<Schedule> {
    const made = await making.run(body, (key) => api.send(createSchedule, { body }, { key }))
    pages.change((schedules) => byNext([...schedules.filter(({ id }) => id !== made.id), made]))
    return made
  }

  async function update(id: string, body: ScheduleChange): Promise<Schedule> {
    const changed = await api.send(updateSchedule, { params: { id }, body })
    pages.change((schedules) => byNext(schedules.map((one) => (one.id === id ? changed : one))))
    return changed
  }

  const pause = (id: string): Promise<Schedule> => update(id, { status: 'paused' })
  const resume = (id: string): Promise<Schedule> => update(id, { status: 'active' })

  /** Cancels at once; what comes back schedules the same again. */
  async function cancel(schedule: Schedule): Promise<() => Promise<Schedule>> {
    await api.send(removeSchedule, { params: { id: schedule.id } })
    pages.change((schedules) => schedules.filter(({ id }) => id !== schedule.id))
    return async () => {
      const again = await create(draftOf(schedule))
      return schedule.status === 'paused' ? pause(again.id) : again
    }
  }

  return {
    load: pages.load,
    more: pages.more,
    all,
    upcoming,
    passed,
    refresh: pages.refresh,
    readMore: pages.readMore,
    create,
    update,
    pause,
    resume,
    cancel,
  }
})

export function byNext(schedules: readonly Schedule[]): readonly Schedule[] {
  const due = (schedule: Schedule): number =>
    schedule.next ? Date.parse(schedule.next.dueAt) : Number.MAX_SAFE_INTEGER
  return schedules.toSorted((a, b) => due(a) - due(b))
}

function draftOf({ personaId, context, rule, zone }: Schedule): ScheduleDraft {
  return { personaId, rule, zone, ...(context === null ? {} : { context }) }
}
