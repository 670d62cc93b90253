import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heard } from './heard.ts'

const MS_PER_CHARACTER = 50

/** Speech in which every character takes the same time, in chunks of whole texts. */
function spoken(...texts: string[]) {
  const one = heard()
  let startMs = 0
  for (const text of texts) {
    const endsMs = [...text].map((_, index) => startMs + (index + 1) * MS_PER_CHARACTER)
    one.add(new Uint8Array(text.length * MS_PER_CHARACTER * 8), { text, endsMs })
    startMs += text.length * MS_PER_CHARACTER
  }
  return one
}

describe('what was heard', () => {
  it('holds only words that were played to their end', () => {
    const one = spoken('Good morning, Dana. ', 'Did you sleep?')
    expect(one.textAt(0, '')).toBe('')
    expect(one.textAt(4 * MS_PER_CHARACTER, '')).toBe('Good')
    expect(one.textAt(8 * MS_PER_CHARACTER, '')).toBe('Good')
    expect(one.textAt(12 * MS_PER_CHARACTER, '')).toBe('Good morning')
    expect(one.textAt(13 * MS_PER_CHARACTER, '')).toBe('Good morning,')
    expect(one.textAt(60_000, '')).toBe('Good morning, Dana. Did you sleep?')
  })

  it('does not cut a word at its apostrophe', () => {
    expect(spoken("I don't know").textAt(5 * MS_PER_CHARACTER, '')).toBe('I')
  })

  it('estimates by share of the audio for a voice without alignment', () => {
    const one = heard()
    one.add(new Uint8Array(8_000), null)
    expect(one.textAt(500, 'one two three four')).toBe('one two')
    expect(one.textAt(5_000, 'one two three four')).toBe('one two three four')
    expect(one.textAt(0, 'one two')).toBe('')
  })

  it('hears nothing of a reply without audio', () => {
    expect(heard().textAt(1_000, 'never rendered')).toBe('')
  })

  const word = fc.stringMatching(/^[a-z]{1,8}[,.!?]?$/)
  it('is always a prefix of the text in whole words, and never shrinks as time passes', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(5_000), fc.nat(5_000), (words, a, b) => {
        const text = words.join(' ')
        const one = spoken(text)
        const [early, late] = [one.textAt(Math.min(a, b), text), one.textAt(Math.max(a, b), text)]
        expect(late.startsWith(early)).toBe(true)
        expect(text.startsWith(late)).toBe(true)
        const strip = (part: string) => part.replace(/[,.!?]/g, '')
        const said = words.map(strip)
        expect(said.slice(0, late === '' ? 0 : late.split(' ').length)).toEqual(
          late === '' ? [] : late.split(' ').map(strip),
        )
      }),
    )
  })
})
