import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, SILENCE } from '../speech/mulaw.ts'
import { speak } from '../speech/spoken.ts'
import type { TurnInfo } from './messages.ts'
import { TurnDetector, type TurnSettings } from './turns.ts'

const defaults: TurnSettings = {
  eotThreshold: 0.7,
  eagerEotThreshold: null,
  eotTimeoutMs: 5_000,
  noiseStartsTurn: false,
}
const pause = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(SILENCE)
const hiss = (ms: number): Uint8Array => encodeFrame(Array.from({ length: ms * 8 }, (_, n) => 4_000 * Math.sin(n * n)))

function detect(audio: Uint8Array[], changes: Partial<TurnSettings> = {}, piece = 640): TurnInfo[] {
  const seen: TurnInfo[] = []
  const turns = new TurnDetector({ ...defaults, ...changes }, (info) => seen.push(info))
  const all = Uint8Array.from(audio.flatMap((part) => [...part]))
  for (let at = 0; at < all.length; at += piece) turns.hear(decodeFrame(all.subarray(at, at + piece)))
  return seen
}

const changes = (seen: TurnInfo[]): string[] => seen.filter(({ event }) => event !== 'Update').map(({ event }) => event)
const only = (seen: TurnInfo[], event: string): TurnInfo[] => seen.filter((info) => info.event === event)

it('hears a turn from its first word to the silence that ends it', () => {
  const seen = detect([pause(500), speak('Hello, my dog is called Max.'), pause(600)])
  expect(changes(seen)).toEqual(['StartOfTurn', 'EndOfTurn'])
  const [end] = only(seen, 'EndOfTurn')
  expect(end).toMatchObject({
    transcript: 'Hello, my dog is called Max.',
    trigger: 'model',
    turn_index: 0,
    audio_window_start: 0,
  })
  const lastWord = end?.words.at(-1)?.end ?? 0
  expect((end?.audio_window_end ?? 0) - lastWord).toBeCloseTo(0.32, 1)
  expect(end?.end_of_turn_confidence).toBeGreaterThanOrEqual(0.7)
})

it('starts the turn within 200 ms of the first sound of speech', () => {
  for (const text of ['No', 'Stop talking', 'Actually, I would rather not']) {
    const [start] = only(detect([pause(500), speak(text), pause(400)], {}, 160), 'StartOfTurn')
    expect(start?.audio_window_end).toBeLessThanOrEqual(0.5 + 0.2 + 0.02)
    expect(text).toContain(start?.transcript.split(' ')[0])
  }
})

it('says nothing of eager ends unless asked to, and is then about 240 ms ahead with the same text', () => {
  const audio = [speak('Let us talk about the weather'), pause(600)]
  expect(changes(detect(audio))).not.toContain('EagerEndOfTurn')
  const seen = detect(audio, { eagerEotThreshold: 0.4 }, 160)
  expect(changes(seen)).toEqual(['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn'])
  const [eager] = only(seen, 'EagerEndOfTurn')
  const [end] = only(seen, 'EndOfTurn')
  expect(end?.transcript).toBe(eager?.transcript)
  expect((end?.audio_window_end ?? 0) - (eager?.audio_window_end ?? 0)).toBeCloseTo(0.22, 1)
})

it('takes an eager end back when the caller goes on', () => {
  const seen = detect([speak('I think'), pause(180), speak('that is fine'), pause(600)], { eagerEotThreshold: 0.5 })
  expect(changes(seen)).toEqual(['StartOfTurn', 'EagerEndOfTurn', 'TurnResumed', 'EagerEndOfTurn', 'EndOfTurn'])
  expect(only(seen, 'EndOfTurn')[0]?.transcript).toBe('I think that is fine')
})

it('keeps the order of the state machine and the text of the eager end, whatever is said', () => {
  const piece = fc.record({
    text: fc.constantFrom('yes', 'well, no', 'I skipped it. Sorry', 'and then'),
    wait: fc.integer({ min: 20, max: 700 }),
  })
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 40, max: 3_000 }),
      (pieces, size) => {
        const audio = pieces.flatMap(({ text, wait }) => [speak(text), pause(wait)])
        const seen = detect([...audio, pause(500)], { eagerEotThreshold: 0.4 }, size)
        let state = 'EndOfTurn'
        let eager = ''
        const after: Record<string, string[]> = {
          EndOfTurn: ['StartOfTurn'],
          StartOfTurn: ['EagerEndOfTurn', 'EndOfTurn'],
          EagerEndOfTurn: ['TurnResumed', 'EndOfTurn'],
          TurnResumed: ['EagerEndOfTurn', 'EndOfTurn'],
        }
        for (const info of seen.filter(({ event }) => event !== 'Update')) {
          expect(after[state]).toContain(info.event)
          if (info.event === 'EndOfTurn' && state === 'EagerEndOfTurn') expect(info.transcript).toBe(eager)
          state = info.event
          eager = info.transcript
        }
        expect(state).toBe('EndOfTurn')
        const heard = only(seen, 'EndOfTurn')
          .map((info) => info.transcript)
          .join(' ')
        expect(heard).toBe(pieces.map(({ text }) => text).join(' '))
      },
    ),
    { numRuns: 40 },
  )
})

it('counts turns and starts a new window for each', () => {
  const ends = only(detect([speak('One'), pause(600), speak('Two'), pause(600)]), 'EndOfTurn')
  expect(ends.map(({ turn_index, transcript }) => [turn_index, transcript])).toEqual([
    [0, 'One'],
    [1, 'Two'],
  ])
  expect(ends[1]?.audio_window_start).toBe(ends[0]?.audio_window_end)
})

it('reports every quarter second of audio', () => {
  const updates = only(detect([pause(2_000)], {}, 160), 'Update')
  expect(updates).toHaveLength(8)
  expect(updates.every(({ transcript }) => transcript === '')).toBe(true)
})

describe('timers run on audio', () => {
  it('so without audio nothing ends', () => {
    expect(changes(detect([speak('Are you there')]))).toEqual(['StartOfTurn'])
  })

  it('and the timeout ends what the model may not', () => {
    const seen = detect([speak('Hm'), pause(1_200)], { eotThreshold: 1, eotTimeoutMs: 1_000 })
    expect(only(seen, 'EndOfTurn')[0]).toMatchObject({ trigger: 'timeout', transcript: 'Hm' })
  })
})

it('is not moved by noise, unless told to be as jumpy as the real one', () => {
  expect(changes(detect([hiss(800), pause(800)]))).toEqual([])
  const seen = detect([hiss(800), pause(1_500)], { noiseStartsTurn: true, eotTimeoutMs: 1_000 })
  expect(
    seen
      .filter(({ event }) => event !== 'Update')
      .map(({ event, transcript, trigger }) => [event, transcript, trigger]),
  ).toEqual([
    ['StartOfTurn', '', undefined],
    ['EndOfTurn', '', 'timeout'],
  ])
})

it('ends by force what has begun, without the unfinished word', () => {
  const seen: TurnInfo[] = []
  const turns = new TurnDetector(defaults, (info) => seen.push(info))
  turns.forceEnd()
  expect(seen).toEqual([])
  turns.hear(decodeFrame(speak('Please wonderful').subarray(0, speak('Please').length + 320 * 6)))
  turns.forceEnd()
  expect(seen.at(-1)).toMatchObject({ event: 'EndOfTurn', trigger: 'manual', transcript: 'Please' })
})
