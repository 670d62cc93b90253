import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Resampler } from './resample.ts'

const tone = (hertz: number, rate: number, seconds: number): Int16Array =>
  Int16Array.from({ length: Math.round(rate * seconds) }, (_, n) => 8_000 * Math.sin((2 * Math.PI * hertz * n) / rate))
const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length)

function resample(samples: Int16Array, from: number, to: number, piece = samples.length): Int16Array {
  const resampler = new Resampler(from, to)
  const out: number[] = []
  for (let at = 0; at < samples.length; at += piece) out.push(...resampler.push(samples.subarray(at, at + piece)))
  return Int16Array.from([...out, ...resampler.flush()])
}

it('keeps a tone, its length and its beginning', () => {
  const out = resample(tone(440, 22_050, 0.5), 22_050, 8_000)
  const expected = tone(440, 8_000, 0.5)
  expect(Math.abs(out.length - expected.length)).toBeLessThanOrEqual(2)
  const error = Int16Array.from(expected.subarray(40, 3_900), (sample, n) => sample - (out[n + 40] ?? 0))
  expect(rms(error)).toBeLessThan(0.02 * rms(expected))
})

it('keeps out what the new rate cannot hold', () => {
  expect(rms(resample(tone(6_000, 22_050, 0.3), 22_050, 8_000).subarray(100, -100))).toBeLessThan(60)
})

it('does not depend on the pieces it is given', () => {
  const whole = resample(tone(300, 22_050, 0.05), 22_050, 8_000)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), (piece) => {
      expect(resample(tone(300, 22_050, 0.05), 22_050, 8_000, piece)).toEqual(whole)
    }),
    { numRuns: 20 },
  )
})

it('leaves a stream of the same rate as it is', () => {
  const same = tone(500, 8_000, 0.1)
  expect(resample(same, 8_000, 8_000).subarray(0, same.length)).toEqual(same)
})
