// Schedules in plain words: when they ring, and how the last time went.
import type { Rule, Schedule } from '@callback/contracts/schedules'
import { readerLocale } from './locale.ts'
import { inlineMoment } from './moment.ts'

/** Any Monday: only the weekday's name is taken from it. */
const A_MONDAY_MS = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

export function weekday(day: number, width: 'long' | 'short', locale: string = readerLocale()): string {
  return new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' }).format(A_MONDAY_MS + (day - 1) * DAY_MS)
}

/** "07:00" as the reader writes it. */
export function clockTime(time: string, locale: string = readerLocale()): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(
    Date.parse(`2026-01-05T${time}Z`),
  )
}

export function daysWords(days: readonly number[], locale: string = readerLocale()): string {
  const sorted = days.toSorted((a, b) => a - b)
  const key = sorted.join('')
  if (key === '1234567') return 'Every day'
  if (key === '12345') return 'Weekdays'
  if (key === '67') return 'Weekends'
  if (sorted.length === 1) return `Every ${weekday(sorted[0] ?? 1, 'long', locale)}`
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(sorted.map((day) => weekday(day, 'short', locale)))
}

export function ruleWords(rule: Rule, locale: string = readerLocale()): string {
  const time = clockTime(rule.time, locale)
  if (rule.kind === 'weekly') return `${daysWords(rule.days, locale)} at ${time}`
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  return `${day.format(Date.parse(`${rule.date}T00:00Z`))} at ${time}`
}

/** Reasons come as words from the service that decided. */
const because = (reason: string | null): string => (reason === null ? '' : `: ${reason}`)

export function lastWords(last: NonNullable<Schedule['last']>, nowMs: number, zone: string): string {
  const when = inlineMoment(last.dueAt, nowMs, zone)
  switch (last.outcome) {
    case 'dialed':
      return `Rang ${when}`
    case 'skipped':
      return `Did not ring ${when}${because(last.reason)}`
    case 'expired':
      return `Missed ${when}${because(last.reason)}`
    case 'cancelled':
      return `Called off for ${when}`
  }
}

/** What a date field shows as its first choice: tomorrow where the person lives. */
export function dateIn(days: number, nowMs: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(nowMs + days * DAY_MS)
}
