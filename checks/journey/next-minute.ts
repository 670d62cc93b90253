// The next full minute that lies far enough ahead, as a person would type it in a zone.
import { wallTimeAt } from '@callback/domain/wall-time'

const MINUTE_MS = 60_000
const two = (n: number): string => String(n).padStart(2, '0')

export function minuteAfter(nowMs: number, aheadMs: number, zone: string) {
  const atMs = Math.ceil((nowMs + aheadMs) / MINUTE_MS) * MINUTE_MS
  const { year, month, day, hour, minute } = wallTimeAt(atMs, zone)
  return { atMs, date: `${year}-${two(month)}-${two(day)}`, time: `${two(hour)}:${two(minute)}` }
}
