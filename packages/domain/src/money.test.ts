import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeFor, formatCredits, secondsWithin } from './money.ts'

const rate = fc.integer({ min: 1, max: 100_000 })
const seconds = fc.integer({ min: 0, max: 7200 })

describe('charge', () => {
  it('is by the second, rounded up once for the call', () => {
    expect(chargeFor(2000, 0)).toBe(0)
    expect(chargeFor(2000, 1)).toBe(34)
    expect(chargeFor(2000, 60)).toBe(2000)
    expect(chargeFor(2000, 61)).toBe(2034)
  })

  it('is a whole number that never undercharges and never overcharges by a millicredit', () => {
    fc.assert(
      fc.property(rate, seconds, (perMinute, connected) => {
        const charge = chargeFor(perMinute, connected)
        expect(Number.isSafeInteger(charge)).toBe(true)
        expect(charge * 60).toBeGreaterThanOrEqual(perMinute * connected)
        expect(charge * 60).toBeLessThan(perMinute * connected + 60)
      }),
    )
  })

  it('of the longest affordable time fits the amount, and of one second more does not', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 0, max: 10_000_000 }), (perMinute, amount) => {
        const affordable = secondsWithin(perMinute, amount)
        expect(chargeFor(perMinute, affordable)).toBeLessThanOrEqual(amount)
        expect(chargeFor(perMinute, affordable + 1)).toBeGreaterThan(amount)
      }),
    )
  })
})

it('writes credits exactly', () => {
  expect([0, 5, 12_500, 100_000, -1_250, 999].map(formatCredits)).toEqual([
    '0',
    '0.005',
    '12.5',
    '100',
    '-1.25',
    '0.999',
  ])
})
