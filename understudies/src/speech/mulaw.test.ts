import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decode, decodeFrame, encode, encodeFrame, loudness, SILENCE } from './mulaw.ts'

it('knows the reference points of G.711', () => {
  expect([0xff, 0x7f, 0x80, 0x00, 0xf0, 0x8f].map(decode)).toEqual([0, 0, 32_124, -32_124, 120, 16_764])
  expect([0, 32_767, -32_768, 40_000, -40_000].map(encode)).toEqual([SILENCE, 0x80, 0x00, 0x80, 0x00])
})

it('gives every byte back, but for the second zero', () => {
  for (let byte = 0; byte < 256; byte++) expect(encode(decode(byte))).toBe(byte === 0x7f ? SILENCE : byte)
})

it('stays within one step of the sample', () => {
  fc.assert(
    fc.property(fc.integer({ min: -32_000, max: 32_000 }), (sample) => {
      expect(Math.abs(decode(encode(sample)) - sample)).toBeLessThanOrEqual(Math.max(8, Math.abs(sample) / 16))
    }),
  )
})

it('measures loudness on the 16-bit scale', () => {
  expect(loudness(new Uint8Array(160).fill(SILENCE))).toBe(0)
  expect(loudness(new Uint8Array())).toBe(0)
  const square = encodeFrame(Array.from({ length: 160 }, (_, n) => (n % 2 ? 1000 : -1000)))
  expect(loudness(square)).toBeCloseTo(Math.abs(decodeFrame(square)[0] ?? 0), 5)
})
