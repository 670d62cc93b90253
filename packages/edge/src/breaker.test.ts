import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Breaker } from './breaker.ts'

const OPEN_MS = 1000

function opened(): Breaker {
  const breaker = new Breaker(OPEN_MS)
  for (let n = 0; n < 3; n++) {
    breaker.admit(0)
    breaker.failed(0)
  }
  return breaker
}

describe('a breaker', () => {
  it('opens at the third failure in a row, not at three failures with a success between', () => {
    const breaker = new Breaker(OPEN_MS)
    breaker.failed(0)
    breaker.failed(0)
    breaker.succeeded()
    breaker.failed(0)
    breaker.failed(0)
    expect(breaker.admit(0)).toBe(true)
    breaker.failed(0)
    expect(breaker.admit(0)).toBe(false)
  })

  it('lets one request try after the pause, and only one', () => {
    const breaker = opened()
    expect(breaker.admit(OPEN_MS - 1)).toBe(false)
    expect([breaker.admit(OPEN_MS), breaker.admit(OPEN_MS)]).toEqual([true, false])
  })

  it('closes after two successes, and opens again at one failure before them', () => {
    const healed = opened()
    healed.admit(OPEN_MS)
    healed.succeeded()
    expect([healed.admit(OPEN_MS), healed.admit(OPEN_MS)]).toEqual([true, false])
    healed.succeeded()
    expect([healed.admit(OPEN_MS), healed.admit(OPEN_MS)]).toEqual([true, true])

    const relapsed = opened()
    relapsed.admit(OPEN_MS)
    relapsed.failed(OPEN_MS)
    expect(relapsed.admit(2 * OPEN_MS - 1)).toBe(false)
    expect(relapsed.admit(2 * OPEN_MS)).toBe(true)
  })

  it('does not wait for ever for a try whose outcome never comes', () => {
    const breaker = opened()
    breaker.admit(OPEN_MS)
    expect(breaker.admit(2 * OPEN_MS - 1)).toBe(false)
    expect(breaker.admit(2 * OPEN_MS)).toBe(true)
  })

  it('does not take a late answer from before for a sign of life', () => {
    const breaker = opened()
    breaker.succeeded()
    expect(breaker.admit(0)).toBe(false)
  })

  it('always lets somebody through again, whatever happened', () => {
    const events = fc.array(fc.constantFrom('admit', 'succeeded', 'failed'), { maxLength: 60 })
    fc.assert(
      fc.property(events, (happened) => {
        const breaker = new Breaker(OPEN_MS)
        let now = 0
        for (const event of happened) {
          now += 10
          if (event === 'admit') breaker.admit(now)
          else if (event === 'failed') breaker.failed(now)
          else breaker.succeeded()
        }
        expect(breaker.admit(now + OPEN_MS)).toBe(true)
      }),
    )
  })
})
