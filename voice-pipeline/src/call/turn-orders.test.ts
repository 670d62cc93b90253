import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { END_REASONS } from '@callback/domain/call-status'
import { begin, dueAt, step, type TurnEffect, type TurnFact } from './turn.ts'

const reply = fc.integer({ min: 1, max: 6 })
const anyFact: fc.Arbitrary<TurnFact> = fc.oneof(
  fc.record({ type: fc.constant('caller.words' as const), text: fc.constantFrom('', 'wait', 'one two three four') }),
  fc.record({ type: fc.constant('caller.done' as const), text: fc.constantFrom('', 'yes', 'tell me more please now') }),
  fc.record({ type: fc.constant('reply.piece' as const), reply, text: fc.constant('Hm.') }),
  fc.record({ type: fc.constant('reply.leave' as const), reply, goodbye: fc.constantFrom('', 'Bye.') }),
  fc.record({
    type: fc.constantFrom(
      'reply.complete' as const,
      'reply.failed' as const,
      'reply.audible' as const,
      'reply.played' as const,
    ),
    reply,
  }),
  fc.record({ type: fc.constant('reply.rendered' as const), reply, playsMs: fc.nat(5000) }),
  fc.record({ type: fc.constantFrom('ear.lost' as const, 'mouth.lost' as const, 'time' as const) }),
  fc.record({ type: fc.constant('told to end' as const), reason: fc.constantFrom(...END_REASONS) }),
)

describe('in any order of facts', () => {
  it('always ends, ends once, never asks twice for one reply, and speaks only for the newest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3000), anyFact), { maxLength: 60 }), (script) => {
        let [state, effects] = begin(0, 60_000)
        let at = 0
        const all: TurnEffect[] = [...effects]
        const run = (fact: TurnFact) => {
          ;[state, effects] = step(state, { ...fact, at })
          all.push(...effects)
          for (const effect of effects) if (effect.type === 'say') expect(effect.reply).toBe(state.reply)
        }
        for (const [wait, fact] of script) {
          at += wait
          run(fact)
        }
        for (let due = dueAt(state), turns = 0; due !== null; due = dueAt(state), turns++) {
          expect(turns).toBeLessThan(10)
          at = Math.max(at, due)
          run({ type: 'time' })
        }
        expect(state.phase).toBe('ended')
        expect(all.filter((effect) => effect.type === 'end')).toHaveLength(1)
        const asks = all.flatMap((effect) => (effect.type === 'ask' ? [effect.reply] : []))
        expect(new Set(asks).size).toBe(asks.length)
      }),
      { numRuns: 2000 },
    )
  })
})
