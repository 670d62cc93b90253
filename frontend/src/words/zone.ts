// Time zones as people look for them: by city, with the difference to UTC.
import { isZone } from '@callback/domain/wall-time'

export type ZoneChoice = { zone: string; city: string; offset: string }

/** "Europe/Berlin" → "Berlin"; "America/Argentina/Buenos_Aires" → "Buenos Aires". */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

export function offsetOf(zone: string, atMs: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(atMs)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

export function allZones(): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
}

/** Most a person scans before typing one more letter. */
const SHOWN_MAX = 50

export function searchZones(typed: string, zones: readonly string[], atMs: number): ZoneChoice[] {
  const wanted = typed.trim().toLowerCase().replaceAll(' ', '_')
  const found = zones.filter((zone) => zone.toLowerCase().includes(wanted))
  const starts = (zone: string): number => (cityOf(zone).toLowerCase().replaceAll(' ', '_').startsWith(wanted) ? 0 : 1)
  return found
    .sort((a, b) => starts(a) - starts(b) || a.localeCompare(b))
    .slice(0, SHOWN_MAX)
    .map((zone) => ({ zone, city: cityOf(zone), offset: offsetOf(zone, atMs) }))
}

/** The zone this browser lives in. */
export function ownZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return isZone(zone) ? zone : 'UTC'
}
