import { expect, it } from 'vitest'
import { wavOfMulaw } from '../phone/wav.ts'
import { readWav } from './recording.ts'

it('reads back the WAV a phone records', () => {
  const mulaw = Uint8Array.from({ length: 999 }, (_, i) => i % 256)
  expect([...(readWav(wavOfMulaw(mulaw)) ?? [])]).toEqual([...mulaw])
})

it('refuses what would be played as noise', () => {
  expect(readWav(new Uint8Array([1, 2, 3]))).toBeNull()
  const fast = wavOfMulaw(new Uint8Array(100))
  fast.writeUInt32LE(44_100, 24)
  expect(readWav(fast)).toBeNull()
})
