import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOccurrence } from './recurrence.ts'
import type { Rule } from './recurrence.ts'
import { wallTimeAt, weekdayOf } from './wall-time.ts'

const ms = (iso: string): number => Date.parse(iso)
const weekdays: Rule = { kind: 'weekly', days: [1, 2, 3, 4, 5], time: '07:00' }

describe('the next occurrence', () => {
  it('of weekdays at seven is Monday for a Friday evening', () => {
    const next = nextOccurrence(weekdays, 'America/New_York', ms('2026-11-20T23:00:00Z'))
    expect(next).toEqual({ localKey: '2026-11-23T07:00', dueAtMs: ms('2026-11-23T12:00:00Z'), gapShifted: false })
  })

  it('keeps the wall time when the clocks change', () => {
    const before = nextOccurrence(weekdays, 'America/New_York', ms('2027-03-11T13:00:00Z'))
    const after = nextOccurrence(weekdays, 'America/New_York', before?.dueAtMs ?? 0)
    expect(before?.dueAtMs).toBe(ms('2027-03-12T12:00:00Z'))
    expect(after?.dueAtMs).toBe(ms('2027-03-15T11:00:00Z'))
  })

  it('in a skipped hour still rings, later, and says so', () => {
    const next = nextOccurrence({ kind: 'once', date: '2027-03-14', time: '02:30' }, 'America/New_York', 0)
    expect(next).toEqual({ localKey: '2027-03-14T02:30', dueAtMs: ms('2027-03-14T07:30:00Z'), gapShifted: true })
  })

  it('in a doubled hour is one occurrence, the first', () => {
    const sunday: Rule = { kind: 'weekly', days: [7], time: '01:30' }
    const first = nextOccurrence(sunday, 'America/New_York', ms('2027-11-06T00:00:00Z'))
    const second = nextOccurrence(sunday, 'America/New_York', first?.dueAtMs ?? 0)
    expect(first?.dueAtMs).toBe(ms('2027-11-07T05:30:00Z'))
    expect(second?.localKey).toBe('2027-11-14T01:30')
  })

  it('of a time that has passed once is none', () => {
    expect(
      nextOccurrence({ kind: 'once', date: '2026-01-01', time: '07:00' }, 'UTC', ms('2026-01-01T07:00:00Z')),
    ).toBeNull()
  })

  it('of any weekly rule lies ahead, on a chosen day, within eight days, and the one after it has another key', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kolkata',
      'Pacific/Chatham',
      'America/Santiago',
      'Africa/Cairo',
    ]
    const rule = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    })
    fc.assert(
      fc.property(
        rule,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }),
        (drawn, zone, minutes) => {
          const time = `${String(drawn.hour).padStart(2, '0')}:${String(drawn.minute).padStart(2, '0')}`
          const weekly: Rule = { kind: 'weekly', days: drawn.days, time }
          const now = Date.UTC(2026, 0, 1) + minutes * 60_000
          const next = nextOccurrence(weekly, zone, now)
          if (next === null) throw new Error('a weekly rule has always a next time')
          expect(next.dueAtMs).toBeGreaterThan(now)
          expect(next.dueAtMs).toBeLessThanOrEqual(now + 8 * 86_400_000)
          const wall = wallTimeAt(next.dueAtMs, zone)
          if (!next.gapShifted) expect(drawn.days).toContain(weekdayOf(wall))
          expect(nextOccurrence(weekly, zone, next.dueAtMs)?.localKey).not.toBe(next.localKey)
        },
      ),
      { numRuns: 300 },
    )
  })
})
