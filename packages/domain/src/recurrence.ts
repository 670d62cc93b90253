// When a schedule rings next. A rule is wall time in the person's zone; the instant is computed one occurrence ahead.
import { addDays, instantOf, wallTimeAt, weekdayOf } from './wall-time.ts'
import type { WallTime } from './wall-time.ts'

export type Rule = { kind: 'once'; date: string; time: string } | { kind: 'weekly'; days: number[]; time: string }

export type NextOccurrence = {
  /** The local minute this occurrence stands for: the identity that a doubled hour cannot double. */
  localKey: string
  dueAtMs: number
  gapShifted: boolean
}

/** A weekly rule always hits within seven days; one more covers the day that a gap may push past midnight. */
const DAYS_AHEAD_MAX = 8

function wallFrom(date: string, time: string): WallTime {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { year, month, day, hour, minute }
}

const two = (n: number): string => String(n).padStart(2, '0')

function keyOf(wall: WallTime): string {
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${two(wall.hour)}:${two(wall.minute)}`
}

export function isDate(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
}

/** The first occurrence strictly after `afterMs`, or null when the rule has none left. */
export function nextOccurrence(rule: Rule, zone: string, afterMs: number): NextOccurrence | null {
  switch (rule.kind) {
    case 'once': {
      const wall = wallFrom(rule.date, rule.time)
      const { instantMs, gapShifted } = instantOf(wall, zone)
      return instantMs > afterMs ? { localKey: keyOf(wall), dueAtMs: instantMs, gapShifted } : null
    }
    case 'weekly': {
      const today = wallTimeAt(afterMs, zone)
      const [hour = 0, minute = 0] = rule.time.split(':').map(Number)
      for (let ahead = -1; ahead <= DAYS_AHEAD_MAX; ahead += 1) {
        const wall = { ...addDays(today, ahead), hour, minute }
        if (!rule.days.includes(weekdayOf(wall))) continue
        const { instantMs, gapShifted } = instantOf(wall, zone)
        if (instantMs > afterMs) return { localKey: keyOf(wall), dueAtMs: instantMs, gapShifted }
      }
      return null
    }
  }
}
