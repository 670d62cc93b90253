// Instants in the person's own zone, exact and relative. Takes "now" as an argument, so that it can be tested and ticks.
import { wallTimeAt } from '@callback/domain/wall-time'
import { readerLocale } from './locale.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export function timeOfDay(atMs: number, zone: string, locale: string = readerLocale()): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: 'short' }).format(atMs)
}

/** Days between two instants as the calendar of the zone counts them. */
export function daysApart(atMs: number, nowMs: number, zone: string): number {
  const dayOf = (ms: number): number => {
    const wall = wallTimeAt(ms, zone)
    return Date.UTC(wall.year, wall.month - 1, wall.day)
  }
  return Math.round((dayOf(atMs) - dayOf(nowMs)) / DAY_MS)
}

/** "Today", "Tomorrow", "Monday" within a week, else "Sat, 6 Dec". */
export function dayName(atMs: number, nowMs: number, zone: string, locale: string = readerLocale()): string {
  const days = daysApart(atMs, nowMs, zone)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  if (days === -1) return 'Yesterday'
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: 'long' }).format(atMs)
  const sameYear = wallTimeAt(atMs, zone).year === wallTimeAt(nowMs, zone).year
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs)
}

/** "Tomorrow, 7:00 AM" */
export function moment(at: string, nowMs: number, zone: string, locale: string = readerLocale()): string {
  const atMs = Date.parse(at)
  return `${dayName(atMs, nowMs, zone, locale)}, ${timeOfDay(atMs, zone, locale)}`
}

/** The same inside a sentence: "tomorrow, 7:00 AM"; names of days keep their capital. */
export function inlineMoment(at: string, nowMs: number, zone: string, locale: string = readerLocale()): string {
  return moment(at, nowMs, zone, locale).replace(/^(Today|Tomorrow|Yesterday)/, (word) => word.toLowerCase())
}

/** "in 14 hours", "in 2 min", "3 days ago", "just now". */
export function relative(at: string, nowMs: number): string {
  const ahead = Date.parse(at) - nowMs
  const away = Math.abs(ahead)
  if (away < MINUTE_MS) return ahead > 0 ? 'in under a minute' : 'just now'
  const words = spanWords(away)
  return ahead > 0 ? `in ${words}` : `${words} ago`
}

function spanWords(ms: number): string {
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`
  if (ms < 36 * HOUR_MS) return plural(Math.round(ms / HOUR_MS), 'hour')
  return plural(Math.round(ms / DAY_MS), 'day')
}

const plural = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`

/** For a greeting: what part of the day it is where the person lives. */
export function partOfDay(nowMs: number, zone: string): 'morning' | 'afternoon' | 'evening' {
  const { hour } = wallTimeAt(nowMs, zone)
  if (hour >= 4 && hour < 12) return 'morning'
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening'
}
