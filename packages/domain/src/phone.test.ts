import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isE164, maskPhone, mayDial, normalizePhone } from './phone.ts'

describe('what a person types', () => {
  it('becomes an international number', () => {
    for (const typed of ['(415) 555-0100', '+1 415 555 0100', '0014155550100', '1 415.555.0100']) {
      expect(normalizePhone(typed)).toBe('+14155550100')
    }
    expect(normalizePhone('+44 20 7946 0958')).toBe('+442079460958')
  })

  it('is refused when it is no number', () => {
    for (const typed of [
      '',
      'call me',
      '555',
      '+0123456789',
      '++14155550100',
      '+1415555010012345',
      '4155550100; drop',
    ]) {
      expect(normalizePhone(typed)).toBeNull()
    }
  })

  it('never turns into something that is not E.164', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const number = normalizePhone(typed)
        if (number !== null) expect(isE164(number)).toBe(true)
      }),
    )
  })
})

it('dials allowed countries only, and no premium range inside them', () => {
  expect(['+14155550100', '+442079460958', '+493012345678'].map(mayDial)).toEqual([true, true, true])
  expect(['+19005550100', '+18765550100', '+88213000000', '+4490912345678', '+79161234567'].map(mayDial)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

it('shows only the end of a number', () => {
  expect(maskPhone('+14155550100')).toBe('+1••••0100')
})
