import fc from 'fast-check'
import { expect, it } from 'vitest'
import { takeSlot } from './pace.ts'
import type { Pace } from './pace.ts'

it('never starts more calls a second than the account allows, and refuses what would wait too long', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }),
      (perSecond, gaps) => {
        let pace: Pace = { nextFreeMs: 0 }
        let now = 1_000_000
        const starts: number[] = []
        for (const gap of gaps) {
          now += gap
          const [next, slot] = takeSlot(pace, perSecond, now, 3_000)
          pace = next
          if (slot.kind === 'full') continue
          expect(slot.waitMs).toBeLessThanOrEqual(3_000)
          starts.push(now + slot.waitMs)
        }
        for (const [index, start] of starts.entries()) {
          const inSecond = starts.slice(0, index).filter((earlier) => earlier > start - 1000 + 0.001)
          expect(inSecond.length).toBeLessThanOrEqual(perSecond)
        }
      },
    ),
  )
})
