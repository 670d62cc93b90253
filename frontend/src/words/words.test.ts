import { describe, expect, it } from 'vitest'
import { END_REASONS } from '@callback/domain/call-status'
import { endWords } from './call.ts'
import { clock, length } from './duration.ts'
import { credits, dollars, perMinute, price, signedCredits } from './money.ts'
import { dayName, inlineMoment, moment, partOfDay, relative } from './moment.ts'
import { movementAmount } from './movement.ts'
import { phoneWords } from './phone.ts'
import { searchZones } from './zone.ts'

const NOW = Date.parse('2026-11-21T13:00:00Z')
const NEW_YORK = 'America/New_York'

describe('money', () => {
  it('writes credits exactly and counts one as one', () => {
    expect([credits(12_500), credits(1000), credits(0), credits(1)]).toEqual([
      '12.5 credits',
      '1 credit',
      '0 credits',
      '0.001 credits',
    ])
    expect(perMinute(2000)).toBe('2 credits a minute')
  })

  it('gives a movement its sign', () => {
    expect([signedCredits(50_000), signedCredits(-2400), signedCredits(0)]).toEqual(['+50', '−2.4', '0'])
  })

  it('shows fractions of a cent, never fewer than two places', () => {
    expect([dollars(58_716), dollars(91_700), dollars(1_000_000), dollars(0), dollars(7)]).toEqual([
      '$0.058716',
      '$0.0917',
      '$1.00',
      '$0.00',
      '$0.000007',
    ])
  })

  it('writes a price in its currency’s own minor units', () => {
    expect(price(2999, 'usd', 'en-US')).toBe('$29.99')
    expect(price(1000, 'usd', 'en-US')).toBe('$10')
    expect(price(1500, 'jpy', 'en-US')).toBe('¥1,500')
  })

  it('shows a charge by what left the hold', () => {
    const line = { id: 'l', note: '', callId: null, at: '2026-11-21T08:00:00Z' }
    expect(movementAmount({ ...line, kind: 'charge', availableMillicredits: 0, heldMillicredits: -8400 })).toBe(-8400)
    expect(movementAmount({ ...line, kind: 'hold', availableMillicredits: -30_000, heldMillicredits: 30_000 })).toBe(
      -30_000,
    )
  })
})

describe('time', () => {
  it('names days as the person’s own calendar has them', () => {
    expect(moment('2026-11-22T04:30:00Z', NOW, NEW_YORK, 'en-US')).toBe('Today, 11:30 PM')
    expect(inlineMoment('2026-11-22T12:00:00Z', NOW, NEW_YORK, 'en-US')).toBe('tomorrow, 7:00 AM')
    expect(dayName(Date.parse('2026-11-25T12:00:00Z'), NOW, NEW_YORK, 'en-US')).toBe('Wednesday')
    expect(dayName(Date.parse('2026-12-04T12:00:00Z'), NOW, NEW_YORK, 'en-US')).toBe('Fri, Dec 4')
    expect(dayName(Date.parse('2027-01-04T12:00:00Z'), NOW, NEW_YORK, 'en-US')).toBe('Mon, Jan 4, 2027')
  })

  it('says how long it is to then, and how long ago it was', () => {
    const away = (ms: number): string => relative(new Date(NOW + ms).toISOString(), NOW)
    expect([away(30_000), away(120_000), away(14 * 3_600_000), away(3 * 86_400_000)]).toEqual([
      'in under a minute',
      'in 2 min',
      'in 14 hours',
      'in 3 days',
    ])
    expect([away(-5000), away(-3_600_000)]).toEqual(['just now', '1 hour ago'])
  })

  it('greets by the clock of the person’s zone', () => {
    expect([partOfDay(NOW, NEW_YORK), partOfDay(NOW, 'Europe/Berlin'), partOfDay(NOW, 'Asia/Tokyo')]).toEqual([
      'morning',
      'afternoon',
      'evening',
    ])
  })

  it('writes lengths for a clock and for a sentence', () => {
    expect([clock(252), clock(3661), clock(-1)]).toEqual(['4:12', '1:01:01', '0:00'])
    expect([length(252), length(60), length(9)]).toEqual(['4 min 12 s', '1 min', '9 s'])
  })

  it('finds zones by city, those that begin with it first', () => {
    const zones = ['Europe/Lisbon', 'Asia/Tbilisi', 'America/New_York']
    expect(searchZones('lis', zones, NOW).map(({ city }) => city)).toEqual(['Lisbon', 'Tbilisi'])
    expect(searchZones('new york', zones, NOW)[0]).toEqual({ zone: NEW_YORK, city: 'New York', offset: 'GMT-5' })
    expect(searchZones('atlantis', zones, NOW)).toEqual([])
  })
})

it('has plain words for every way a call ends', () => {
  for (const reason of END_REASONS) expect(endWords(reason, 'Brad')).toMatch(/^[A-Z].*\.$/)
})

it('groups phone numbers as people read them', () => {
  expect(phoneWords('+14155550100')).toBe('+1 415 555 0100')
  expect(phoneWords('+49301234567')).toBe('+49 301 234 567')
})
