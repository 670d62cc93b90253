import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, loudness, SILENCE } from './mulaw.ts'
import { type HeardWord, Listener, speak, wordsOf } from './spoken.ts'

const FRAME = 160
const silence = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(SILENCE)
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

function hear(audio: Uint8Array, piece = 640): HeardWord[] {
  const listener = new Listener()
  const heard: HeardWord[] = []
  for (let at = 0; at < audio.length; at += piece) heard.push(...listener.feed(audio.subarray(at, at + piece)))
  return [...heard, ...listener.finish()]
}

const texts = (words: HeardWord[]): string[] => words.map((word) => word.text)
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[\s\p{Cc}\uFFFD…]/u.test(text) && text.isWellFormed())
const sentence = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))

it('is heard as it was said, whatever the script, the offset and the pieces it arrives in', () => {
  fc.assert(
    fc.property(sentence, fc.nat(400), fc.integer({ min: 1, max: 2000 }), (text, offset, piece) => {
      const heard = hear(join(silence(offset), speak(text)), piece)
      expect(texts(heard)).toEqual(wordsOf(text))
      expect(heard.every((each) => each.confidence >= 0.9)).toBe(true)
      expect(heard.map((each) => each.seq)).toEqual(wordsOf(text).map((_, index) => index))
    }),
    { numRuns: 60 },
  )
})

it('is paced like speech and loud enough to be heard on a phone', () => {
  const text = 'I went to the gym this morning and it was really good'
  const audio = speak(text)
  expect(audio.length % FRAME).toBe(0)
  const perCharacter = audio.length / 8 / text.length
  expect(perCharacter).toBeGreaterThan(50)
  expect(perCharacter).toBeLessThan(75)
  expect(loudness(audio)).toBeGreaterThan(2_000)
})

it('tells when each word was said', () => {
  const [first, second] = hear(join(silence(8_000), speak('Hello there')))
  expect(first?.start).toBeCloseTo(1, 1)
  expect(first?.end).toBeCloseTo(1 + 7 * 0.04, 1)
  expect(second?.start).toBeCloseTo(1 + 7 * 0.04 + 0.04, 1)
})

it('numbers words onwards, so that a lost word can be counted', () => {
  const audio = speak('one two three', 254)
  expect(hear(audio).map((each) => each.seq)).toEqual([254, 255, 0])
  const one = speak('one', 254).length
  const two = speak('two').length
  const withoutTwo = join(audio.subarray(0, one), audio.subarray(one + two))
  expect(hear(withoutTwo).map((each) => each.seq)).toEqual([254, 0])
})

describe('loss', () => {
  const text = 'wonderful words everywhere'
  const frames = speak(text).length / FRAME

  it('of any single frame is survived, and shows in the confidence or leaves every letter whole', () => {
    for (let lost = 0; lost < frames; lost++) {
      const audio = speak(text)
      const without = join(audio.subarray(0, lost * FRAME), audio.subarray((lost + 1) * FRAME))
      expect(texts(hear(without))).toEqual(wordsOf(text))
      expect(texts(hear(audio.fill(SILENCE, lost * FRAME, (lost + 1) * FRAME)))).toEqual(wordsOf(text))
    }
  })

  it('of more never leaves a word right and sure: it is misheard', () => {
    fc.assert(
      fc.property(
        fc.nat(frames - 4),
        fc.integer({ min: 2, max: 12 }),
        fc.boolean(),
        fc.nat(79),
        (from, count, silent, shift) => {
          const audio = speak(text)
          const cut = silent ? silence(count * FRAME) : silence(0)
          const damaged = join(
            silence(shift),
            audio.subarray(0, from * FRAME),
            cut,
            audio.subarray((from + count) * FRAME),
          )
          const sure = hear(damaged).filter((each) => each.confidence >= 0.9)
          for (const each of sure) expect(wordsOf(text)).toContain(each.text)
          for (const each of hear(damaged)) {
            if (!wordsOf(text).includes(each.text)) expect(each.confidence).toBeLessThan(0.5)
          }
          expect(sure.length).toBeLessThanOrEqual(3)
        },
      ),
    )
  })

  it('of part of a word leaves an ellipsis', () => {
    const audio = speak('wonderful')
    expect(texts(hear(join(audio.subarray(0, 640 + 320), audio.subarray(640 + 960))))).toEqual(['wo…erful'])
    expect(texts(hear(audio.subarray(0, 320 * 5)))).toEqual(['wond…'])
    expect(texts(hear(audio.subarray(320 * 3)))).toEqual(['…nderful'])
  })
})

it('survives the way to 16 kHz and back, even badly aligned', () => {
  const samples = decodeFrame(speak('There and back again'))
  const halfway = Int16Array.from(samples, (sample, n) => (sample + (samples[n + 1] ?? 0)) / 2)
  expect(texts(hear(encodeFrame(halfway)))).toEqual(['There', 'and', 'back', 'again'])
})

it('is heard through a noisy line', () => {
  let seed = 3
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const noisy = decodeFrame(speak('Can you hear me now')).map((sample) => sample + (random() - 0.5) * 4_000)
  expect(texts(hear(encodeFrame(noisy)))).toEqual(['Can', 'you', 'hear', 'me', 'now'])
})

it('takes noise, hum and chirps for sound without words', () => {
  let seed = 7
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const shapes: ((n: number) => number)[] = [
    () => (random() - 0.5) * 20_000,
    (n) => 9_000 * Math.sin((2 * Math.PI * 1_500 * n) / 8_000),
    (n) => 4_000 * [1, 3, 5, 7, 11, 15].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 137 * k * n) / 8_000), 0),
    (n) => 9_000 * Math.sin((2 * Math.PI * (300 + n / 20) * n) / 8_000),
  ]
  for (const shape of shapes) {
    const listener = new Listener()
    expect(listener.feed(encodeFrame(Array.from({ length: 16_000 }, (_, n) => shape(n))))).toEqual([])
    expect(listener.finish()).toEqual([])
    expect(listener.soundUntil).toBeGreaterThan(1.9)
    expect(listener.partial()).toBeNull()
  }
})

it('lets a long word show before its end', () => {
  const listener = new Listener()
  listener.feed(speak('Actually').subarray(0, 320 * 5))
  expect(listener.partial()?.text).toBe('Act')
})
