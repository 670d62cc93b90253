// Wall-clock time in an IANA zone ↔ instants (epoch milliseconds), by Intl alone.
// In a gap the time is shifted forward by the length of the gap; in an overlap the first instant is taken.

export type WallTime = { year: number; month: number; day: number; hour: number; minute: number }

const formats = new Map<string, Intl.DateTimeFormat>()
/** Formats are costly to make; zones are few (about 600 names exist), so the cache is bounded by nature and by this. */
const FORMATS_MAX = 700

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size >= FORMATS_MAX) formats.clear()
  formats.set(zone, made)
  return made
}

export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    formatFor(zone)
    return true
  } catch {
    return false
  }
}

export function wallTimeAt(instantMs: number, zone: string): WallTime {
  const parts = new Map(
    formatFor(zone)
      .formatToParts(instantMs)
      .map((part) => [part.type, Number(part.value)]),
  )
  const field = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  return { year: field('year'), month: field('month'), day: field('day'), hour: field('hour'), minute: field('minute') }
}

const asUtc = (t: WallTime): number => Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute)

function offsetAt(instantMs: number, zone: string): number {
  const wholeMinute = Math.floor(instantMs / 60_000) * 60_000
  return asUtc(wallTimeAt(wholeMinute, zone)) - wholeMinute
}

const DAY_MS = 86_400_000

export function instantOf(wall: WallTime, zone: string): { instantMs: number; gapShifted: boolean } {
  const naive = asUtc(wall)
  const before = offsetAt(naive - DAY_MS, zone)
  const after = offsetAt(naive + DAY_MS, zone)
  // The offset before the transition gives the first instant of an overlap and the forward shift of a gap.
  for (const offset of [before, after]) {
    if (offsetAt(naive - offset, zone) === offset) return { instantMs: naive - offset, gapShifted: false }
  }
  return { instantMs: naive - before, gapShifted: true }
}

export function addDays(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days))
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(wall: WallTime): number {
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() || 7
}
