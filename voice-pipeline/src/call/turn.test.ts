import { describe, expect, it } from 'vitest'
import {
  begin,
  dueAt,
  MARK_GRACE_MS,
  SILENCE_MS_MAX,
  step,
  THINKING_MS_MAX,
  type Turn,
  type TurnEffect,
  type TurnFact,
} from './turn.ts'

const HELD_MS = 600_000

/** Runs facts a millisecond apart from the answer on; the last effects and the state they leave. */
function after(...facts: TurnFact[]): { state: Turn; effects: readonly TurnEffect[]; at: number } {
  let [state, effects] = begin(0, HELD_MS)
  let at = 0
  for (const fact of facts) [state, effects] = step(state, { ...fact, at: ++at })
  return { state, effects, at }
}

const greeted: TurnFact[] = [
  { type: 'reply.piece', reply: 1, text: 'Good morning, Dana.' },
  { type: 'reply.complete', reply: 1 },
  { type: 'reply.audible', reply: 1 },
  { type: 'reply.rendered', reply: 1, playsMs: 1200 },
  { type: 'reply.played', reply: 1 },
]
const asked: TurnFact[] = [...greeted, { type: 'caller.done', text: 'I skipped the gym.' }]
const answering: TurnFact[] = [
  ...asked,
  { type: 'reply.piece', reply: 2, text: 'Again?' },
  { type: 'reply.audible', reply: 2 },
]
const leaving: TurnFact[] = [...answering, { type: 'reply.leave', reply: 2, goodbye: 'Bye!' }]

describe('the floor', () => {
  it('asks for the greeting the moment the stream opens', () => {
    expect(begin(0, HELD_MS)[1]).toEqual([{ type: 'ask', reply: 1 }])
  })

  it('gives the floor to the caller when the last mark of the greeting is back, and remembers it whole', () => {
    const { state, effects } = after(...greeted)
    expect(state).toMatchObject({ phase: 'listening', deadlineAt: 5 + SILENCE_MS_MAX })
    expect(effects).toEqual([{ type: 'remember', reply: 1 }])
  })

  it('asks for an answer under a new id when the caller is done', () => {
    expect(after(...asked).effects).toEqual([
      { type: 'hear', text: 'I skipped the gym.' },
      { type: 'ask', reply: 2 },
    ])
  })

  it('finishes the mouth once the mind is done, and not twice', () => {
    expect(after(...answering, { type: 'reply.complete', reply: 2 }).effects).toEqual([{ type: 'finish', reply: 2 }])
    expect(
      after(...answering, { type: 'reply.complete', reply: 2 }, { type: 'reply.complete', reply: 2 }).effects,
    ).toEqual([])
  })

  it('ignores an empty turn of the caller', () => {
    expect(after(...greeted, { type: 'caller.done', text: ' ' }).state.phase).toBe('listening')
  })
})

describe('barge-in', () => {
  it('stops everything in one transition at the first word', () => {
    const { state, effects } = after(...answering, { type: 'caller.words', text: 'wait' })
    expect(effects).toEqual([{ type: 'cut', reply: 2 }])
    expect(state.phase).toBe('listening')
  })

  it('does not stop for a noise', () => {
    const { state, effects } = after(...answering, { type: 'caller.words', text: '  ' })
    expect(effects).toEqual([])
    expect(state.phase).toBe('replying')
  })

  it('drops what a reply given up on still produces', () => {
    const cut: TurnFact[] = [
      ...answering,
      { type: 'caller.words', text: 'wait' },
      { type: 'caller.done', text: 'wait, no' },
    ]
    const { state, effects } = after(...cut, { type: 'reply.piece', reply: 2, text: 'as I said' })
    expect(effects).toEqual([])
    expect(state).toMatchObject({ phase: 'thinking', reply: 3 })
    expect(after(...cut, { type: 'reply.leave', reply: 2, goodbye: 'Bye' }).state.phase).toBe('thinking')
    expect(after(...cut, { type: 'reply.failed', reply: 2 }).state).toMatchObject({ reply: 3, tries: 1 })
  })

  it('drops what comes for the cut reply while the caller still speaks', () => {
    const facts: TurnFact[] = [...answering, { type: 'caller.words', text: 'wait' }]
    expect(after(...facts, { type: 'reply.piece', reply: 2, text: 'more' }).effects).toEqual([])
    expect(after(...facts, { type: 'reply.complete', reply: 2 }).effects).toEqual([])
    expect(after(...facts, { type: 'reply.played', reply: 2 }).effects).toEqual([])
  })

  it('takes words while thinking as a continued turn', () => {
    expect(after(...asked, { type: 'caller.words', text: 'because' }).effects).toEqual([{ type: 'cut', reply: 2 }])
  })

  it('cuts, hears and asks when only the end of a turn was recognised', () => {
    expect(after(...answering, { type: 'caller.done', text: 'stop' }).effects).toEqual([
      { type: 'cut', reply: 2 },
      { type: 'hear', text: 'stop' },
      { type: 'ask', reply: 3 },
    ])
  })
})

describe('goodbye', () => {
  it('waits for its mark, then ends the call', () => {
    expect(after(...leaving).state.phase).toBe('farewell')
    expect(after(...leaving, { type: 'reply.complete', reply: 2 }).effects).toEqual([{ type: 'finish', reply: 2 }])
    const { state, effects } = after(
      ...leaving,
      { type: 'reply.complete', reply: 2 },
      { type: 'reply.played', reply: 2 },
    )
    expect(state).toMatchObject({ phase: 'ended', reason: 'persona_ended' })
    expect(effects).toEqual([
      { type: 'remember', reply: 2 },
      { type: 'end', reason: 'persona_ended' },
    ])
  })

  it('speaks the goodbye of a wordless tool call', () => {
    const { state, effects } = after(...asked, { type: 'reply.leave', reply: 2, goodbye: 'Sleep well.' })
    expect(effects).toEqual([{ type: 'say', reply: 2, text: 'Sleep well.' }])
    expect(state.phase).toBe('farewell')
  })

  it('does not speak the goodbye twice', () => {
    expect(after(...leaving).effects).toEqual([])
  })

  it('is not taken back by the caller saying bye as well, but by a sentence', () => {
    expect(after(...leaving, { type: 'caller.words', text: 'okay bye bye' }).state.phase).toBe('farewell')
    expect(after(...leaving, { type: 'caller.done', text: 'bye' }).effects).toEqual([{ type: 'hear', text: 'bye' }])
    expect(after(...leaving, { type: 'caller.words', text: 'wait, one more thing' }).effects).toEqual([
      { type: 'cut', reply: 2 },
    ])
  })

  it('ends a call whose goodbye never comes back', () => {
    const { state } = after(...leaving)
    const [ended, effects] = step(state, { type: 'time', at: state.deadlineAt })
    expect(ended).toMatchObject({ phase: 'ended', reason: 'persona_ended' })
    expect(effects.at(-1)).toEqual({ type: 'end', reason: 'persona_ended' })
  })
})

describe('failure', () => {
  it('asks once more when the mind failed before a word, then apologises', () => {
    expect(after({ type: 'reply.failed', reply: 1 }).effects).toEqual([{ type: 'ask', reply: 2 }])
    const twice = after({ type: 'reply.failed', reply: 1 }, { type: 'reply.failed', reply: 2 })
    expect(twice.effects).toEqual([
      { type: 'cut', reply: 2 },
      { type: 'apologise', reply: 3 },
    ])
    expect(twice.state).toMatchObject({ phase: 'farewell', reason: 'provider_unavailable' })
  })

  it('treats an answer without words as a failed one', () => {
    expect(after(...asked, { type: 'reply.complete', reply: 2 }).effects).toEqual([{ type: 'ask', reply: 3 }])
  })

  it('a second try buys no more time', () => {
    const { state } = after(...asked, { type: 'reply.failed', reply: 2 })
    expect(state.deadlineAt).toBe(6 + THINKING_MS_MAX)
  })

  it('keeps what was said when the mind fails in the middle of a reply', () => {
    expect(after(...answering, { type: 'reply.failed', reply: 2 }).effects).toEqual([{ type: 'finish', reply: 2 }])
  })

  it('apologises when ear or mouth is lost, and ends when the apology was heard', () => {
    for (const type of ['ear.lost', 'mouth.lost'] as const) {
      const { state, effects } = after(...greeted, { type })
      expect(effects).toEqual([{ type: 'apologise', reply: 2 }])
      const [ended] = step(state, { type: 'reply.played', reply: 2, at: 99 })
      expect(ended).toMatchObject({ phase: 'ended', reason: 'provider_unavailable' })
    }
  })

  it('apologises once, however much is lost', () => {
    const { state, effects } = after(
      { type: 'ear.lost' },
      { type: 'mouth.lost' },
      { type: 'caller.words', text: 'hello is anybody there' },
    )
    expect(effects).toEqual([])
    expect(state).toMatchObject({ phase: 'farewell', reason: 'provider_unavailable' })
  })

  it('ends at once when the mouth dies under a goodbye', () => {
    expect(after(...leaving, { type: 'mouth.lost' }).effects.at(-1)).toEqual({ type: 'end', reason: 'persona_ended' })
    expect(after(...leaving, { type: 'ear.lost' }).effects).toEqual([])
  })
})

describe('deadlines', () => {
  it('ends a line on which nobody speaks, though the ear reports silence for ever; words keep it', () => {
    const quiet = after(...greeted, { type: 'caller.words', text: '' }, { type: 'caller.done', text: ' ' })
    expect(dueAt(quiet.state)).toBe(greeted.length + SILENCE_MS_MAX)
    const kept = after(...greeted, { type: 'caller.words', text: 'well' })
    expect(dueAt(kept.state)).toBe(greeted.length + 1 + SILENCE_MS_MAX)
    expect(step(quiet.state, { type: 'time', at: greeted.length + SILENCE_MS_MAX })[1]).toEqual([
      { type: 'end', reason: 'silence' },
    ])
  })

  it('apologises when no answer comes in time', () => {
    const { state } = after(...asked)
    expect(step(state, { type: 'time', at: 6 + THINKING_MS_MAX })[1].at(-1)).toEqual({ type: 'apologise', reply: 3 })
    expect(step(state, { type: 'time', at: 5 + THINKING_MS_MAX })[0]).toBe(state)
  })

  it('returns the floor when the last mark is lost', () => {
    const { state, at } = after(
      ...answering,
      { type: 'reply.complete', reply: 2 },
      { type: 'reply.rendered', reply: 2, playsMs: 4000 },
    )
    expect(state.deadlineAt).toBe(at + 4000 + MARK_GRACE_MS)
    expect(step(state, { type: 'time', at: state.deadlineAt })[1]).toEqual([{ type: 'cut', reply: 2 }])
  })

  it('apologises when the mouth makes no sound', () => {
    const { state } = after(
      ...asked,
      { type: 'reply.piece', reply: 2, text: 'Hm.' },
      { type: 'reply.complete', reply: 2 },
    )
    expect(step(state, { type: 'time', at: state.deadlineAt })[1].at(-1)).toEqual({ type: 'apologise', reply: 3 })
  })

  it('ends an abandoned line', () => {
    const { state } = after(...greeted)
    expect(step(state, { type: 'time', at: state.deadlineAt })[0]).toMatchObject({ phase: 'ended', reason: 'silence' })
    expect(after(...greeted, { type: 'caller.words', text: 'well' }).state.deadlineAt).toBe(6 + SILENCE_MS_MAX)
  })

  it('never outlasts the held time', () => {
    const { state } = after(...answering)
    const [ended, effects] = step(state, { type: 'time', at: HELD_MS })
    expect(ended).toMatchObject({ phase: 'ended', reason: 'time_up' })
    expect(effects).toEqual([
      { type: 'cut', reply: 2 },
      { type: 'end', reason: 'time_up' },
    ])
    expect(dueAt({ ...state, deadlineAt: HELD_MS + 5 })).toBe(HELD_MS)
  })

  it('does nothing after the end', () => {
    const { state } = after(...greeted, { type: 'line.gone', reason: 'caller_hung_up' })
    expect(dueAt(state)).toBeNull()
    expect(step(state, { type: 'caller.done', text: 'hello', at: 9 })).toEqual([state, []])
  })
})
