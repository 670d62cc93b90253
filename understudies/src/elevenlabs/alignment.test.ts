import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Aligner, type Stretch } from './alignment.ts'

const silence = (ms: number): Int16Array => new Int16Array(ms * 8)

/** Stretches laid end to end: every character with its time from the beginning. */
function absolute(stretches: Stretch[]): { char: string; from: number; to: number }[] {
  let ms = 0
  return stretches.flatMap(({ samples, chars, startsMs, durationsMs }) => {
    const begin = ms
    ms += samples.length / 8
    return chars.map((char, n) => ({
      char,
      from: begin + (startsMs[n] ?? 0),
      to: begin + (startsMs[n] ?? 0) + (durationsMs[n] ?? 0),
    }))
  })
}

it('times words as they are said and spreads characters inside them', () => {
  const aligner = new Aligner('Hi Sam', 8_000, 100)
  const stretches = [
    ...aligner.feed({ samples: silence(200), words: [{ character: 0, ms: 0 }] }),
    ...aligner.feed({ samples: silence(200), words: [{ character: 3, ms: 230 }] }),
    ...aligner.finish(),
  ]
  expect(stretches).toHaveLength(2)
  expect(stretches[0]).toMatchObject({ chars: ['H', 'i', ' '], startsMs: [0, 100, 200], durationsMs: [100, 100, 30] })
  expect(stretches[0]?.samples).toHaveLength(230 * 8)
  expect(stretches[1]).toMatchObject({ chars: ['S', 'a', 'm'] })
  expect(stretches[1]?.startsMs[0]).toBe(0)
})

it('loses no character and no sample, and never goes back in time', () => {
  const words = fc.array(
    fc.record({ letters: fc.integer({ min: 1, max: 9 }), ms: fc.integer({ min: 40, max: 400 }) }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 200 }), (said, step) => {
      const text = said.map(({ letters }) => 'é'.repeat(letters)).join(' ')
      const times = said.map((_, n) => ({
        character: said.slice(0, n).reduce((sum, { letters }) => sum + letters + 1, 0),
        ms: said.slice(0, n).reduce((sum, { ms }) => sum + ms, 0),
      }))
      const total = said.reduce((sum, { ms }) => sum + ms, 0)
      const aligner = new Aligner(text, 8_000, 150)
      const stretches: Stretch[] = []
      for (let at = 0; at < total; at += step) {
        const to = Math.min(total, at + step)
        stretches.push(
          ...aligner.feed({ samples: silence(to - at), words: times.filter(({ ms }) => ms >= at && ms < to) }),
        )
      }
      stretches.push(...aligner.finish())
      expect(stretches.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(total * 8)
      const placed = absolute(stretches)
      expect(placed.map(({ char }) => char).join('')).toBe(text)
      placed.forEach(({ from, to }, n) => {
        expect(to).toBeGreaterThanOrEqual(from)
        expect(from).toBeGreaterThanOrEqual((placed[n - 1]?.from ?? 0) - 1)
      })
      for (const { character, ms } of times)
        expect(Math.abs((placed[character]?.from ?? -100) - ms)).toBeLessThanOrEqual(2)
    }),
  )
})

it('still tells of text that made no sound', () => {
  expect(new Aligner('…', 8_000, 100).finish()).toEqual([
    { samples: new Int16Array(), chars: ['…'], startsMs: [0], durationsMs: [0] },
  ])
  expect(new Aligner('', 8_000, 100).finish()).toEqual([])
})
