// What to tell after saving: who rings, and when.
import type { Schedule } from '@callback/contracts/schedules'
import { relative } from '../../words/moment.ts'

export function savedWords({ personaName, next, status }: Schedule, nowMs: number): string {
  if (status === 'paused') return `Saved. ${personaName} stays paused.`
  return next === null ? 'Saved.' : `${personaName} rings ${relative(next.dueAt, nowMs)}.`
}
