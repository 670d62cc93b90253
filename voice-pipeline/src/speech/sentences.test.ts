import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentences } from './sentences.ts'

function spoken(text: string, size = 3): string[] {
  const one = sentences()
  const out: string[] = []
  for (let at = 0; at < text.length; at += size) out.push(...one.push(text.slice(at, at + size)))
  return [...out, ...one.flush()]
}

describe('sentences', () => {
  it('speaks whole sentences', () => {
    expect(spoken('Hi Dana! You skipped it again? Fine. Tomorrow, then')).toEqual([
      'Hi Dana!',
      'You skipped it again?',
      'Fine.',
      'Tomorrow, then',
    ])
  })

  it('starts on the first clause, when it is long enough to stand', () => {
    expect(spoken('Good morning my friend, how did it go? Well, tell me all of it, please.')).toEqual([
      'Good morning my friend,',
      'how did it go?',
      'Well, tell me all of it, please.',
    ])
    expect(spoken('Well, how did it go?')).toEqual(['Well, how did it go?'])
  })

  it('does not break at a title, an initial or a decimal', () => {
    expect(spoken('Ask Dr. Smith about J. Doe. It costs 3.50 now.')).toEqual([
      'Ask Dr. Smith about J. Doe.',
      'It costs 3.50 now.',
    ])
  })

  it('never speaks thoughts, however the tokens fall', () => {
    for (const size of [1, 2, 5, 50]) {
      expect(spoken('<think>She is late. Be kind.</think>Hello there.', size)).toEqual(['Hello there.'])
      expect(spoken('Hello. <think>never closed. Really', size)).toEqual(['Hello.'])
    }
    expect(spoken('one <thin ice is not a thought.')).toEqual(['one thin ice is not a thought.'])
  })

  it('never speaks markdown, links or emoji', () => {
    expect(spoken('**Great** job! 🎉 See [the plan](https://a.b/c). # Title\n- first\n- second\n`code` 👍🏽')).toEqual([
      'Great job!',
      'See the plan.',
      'Title',
      'first',
      'second',
      'code',
    ])
  })

  it('says nothing for a piece without letters', () => {
    expect(spoken('🎉🎉 ... !!! \n\n---\n')).toEqual([])
  })

  it('breaks a run-on sentence', () => {
    const pieces = spoken('and then we went on '.repeat(40))
    expect(pieces.length).toBeGreaterThan(2)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(240)
  })

  it('loses and invents no word, whatever the tokens', () => {
    const word = fc.stringMatching(/^[a-z]{1,10}[.,!?;]?$/)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (words, size) => {
        const text = words.join(' ')
        const pieces = spoken(text, size)
        expect(pieces.join(' ')).toBe(text.trim())
      }),
    )
  })
})
