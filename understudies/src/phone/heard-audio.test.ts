import { describe, expect, it } from 'vitest'
import { encode } from '../speech/mulaw.ts'
import { HeardAudio } from './heard-audio.ts'

const tone = (loudness: number) =>
  Uint8Array.from({ length: 160 }, (_, i) => encode(loudness * Math.SQRT2 * Math.sin((2 * Math.PI * 400 * i) / 8_000)))

function hear(audio: HeardAudio, ...stretches: Array<[ms: number, loudness: number | null]>): void {
  for (const [ms, loudness] of stretches) {
    for (let at = 0; at < ms; at += 20) audio.hear(loudness === null ? null : tone(loudness))
  }
}

describe('what a phone heard', () => {
  it('is measured by energy, not by bytes received', () => {
    const audio = new HeardAudio()
    hear(audio, [100, null], [400, 5_000], [300, 20], [200, 400])
    expect(audio.audibleMs).toBe(600)
    expect(audio.segments).toEqual([
      { startMs: 100, endMs: 500 },
      { startMs: 800, endMs: 1_000 },
    ])
    expect(audio.silentMs).toBe(0)
    hear(audio, [140, null])
    expect(audio.silentMs).toBe(140)
    expect(audio.elapsedMs).toBe(1_140)
  })

  it('keeps a breath inside its segment and counts only the sound', () => {
    const audio = new HeardAudio()
    hear(audio, [200, 5_000], [180, null], [200, 5_000], [200, null], [20, 5_000])
    expect(audio.segments).toEqual([
      { startMs: 0, endMs: 580 },
      { startMs: 780, endMs: 800 },
    ])
    expect(audio.audibleMs).toBe(420)
  })

  it('is recorded with its silences, up to a bound', () => {
    const audio = new HeardAudio()
    hear(audio, [1_000, null], [1_000, 5_000])
    const wav = audio.wav()
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav.length).toBe(58 + 16_000)
    expect(wav.subarray(58, 58 + 8_000).every((byte) => byte === 0xff)).toBe(true)
    expect(wav.subarray(58 + 8_000).some((byte) => byte !== 0xff)).toBe(true)
    for (let i = 0; i < 40_000; i++) audio.hear(null)
    expect(audio.wav().length).toBe(58 + 4_800_000)
  })

  it('lets its sound go without losing its measures', () => {
    const audio = new HeardAudio()
    hear(audio, [500, 5_000])
    audio.forgetRecording()
    hear(audio, [100, 5_000])
    expect(audio.audibleMs).toBe(600)
    expect(audio.wav().length).toBe(58)
  })
})
