import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allowance, CALL_SECONDS_MAX } from './allowance.ts'

it('is refused when it would not last a minute', () => {
  const asked = { rateMillicreditsPerMinute: 2000, personaSecondsMax: 900 }
  expect(allowance({ ...asked, availableMillicredits: 1999 })).toEqual({ kind: 'refused', reason: 'too_little_credit' })
  expect(allowance({ ...asked, availableMillicredits: 2000 })).toEqual({
    kind: 'allowed',
    seconds: 60,
    holdMillicredits: 2000,
  })
})

it('never holds more than is there, nor allows longer than the persona or the platform does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 50_000_000 }),
      fc.integer({ min: 60, max: 7200 }),
      (rateMillicreditsPerMinute, availableMillicredits, personaSecondsMax) => {
        const given = allowance({ rateMillicreditsPerMinute, availableMillicredits, personaSecondsMax })
        if (given.kind === 'refused') return
        expect(given.holdMillicredits).toBeLessThanOrEqual(availableMillicredits)
        expect(given.seconds).toBeLessThanOrEqual(Math.min(personaSecondsMax, CALL_SECONDS_MAX))
      },
    ),
  )
})
