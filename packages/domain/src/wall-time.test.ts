import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, isZone, wallTimeAt } from './wall-time.ts'

function at(zone: string, local: string): string {
  const [date = '', time = ''] = local.split('T')
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return new Date(instantOf({ year, month, day, hour, minute }, zone).instantMs).toISOString().slice(0, 16)
}

describe('a wall time', () => {
  it.each([
    ['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30'],
    ['America/Santiago', '2027-09-05T00:00', '2027-09-05T04:00'],
    ['America/Havana', '2027-03-14T00:15', '2027-03-14T05:15'],
    ['Africa/Cairo', '2027-04-30T00:30', '2027-04-29T22:30'],
    ['Asia/Beirut', '2027-03-28T00:00', '2027-03-27T22:00'],
    ['Australia/Lord_Howe', '2027-10-03T02:15', '2027-10-02T15:45'],
    ['Antarctica/Troll', '2027-03-28T01:30', '2027-03-28T01:30'],
    ['Pacific/Chatham', '2027-09-26T03:00', '2027-09-25T14:15'],
    ['Pacific/Apia', '2011-12-30T09:00', '2011-12-30T19:00'],
  ])('that %s skips (%s) moves forward by the gap', (zone, local, utc) => {
    expect(at(zone, local)).toBe(utc)
  })

  it.each([
    ['America/New_York', '2027-11-07T01:30', '2027-11-07T05:30'],
    ['Australia/Lord_Howe', '2027-04-04T01:45', '2027-04-03T14:45'],
  ])('that %s has twice (%s) is its first', (zone, local, utc) => {
    expect(at(zone, local)).toBe(utc)
  })

  it('comes back unchanged from its instant, unless the clock skips it', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'UTC',
      'Pacific/Chatham',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 10 * 365 * 24 * 60 }), (zone, minutes) => {
        const wall = wallTimeAt(Date.UTC(2024, 0, 1) + minutes * 60_000, zone)
        const { instantMs, gapShifted } = instantOf(wall, zone)
        expect(gapShifted).toBe(false)
        expect(wallTimeAt(instantMs, zone)).toEqual(wall)
      }),
    )
  })
})

it('knows zones by their IANA names only', () => {
  expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'].map(isZone)).toEqual([true, true, true])
  expect(['Mars/Base', '', '+01:00', '"; drop', '../../etc'].map(isZone)).toEqual([false, false, false, false, false])
})
