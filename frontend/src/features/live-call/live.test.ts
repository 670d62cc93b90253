import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Call, type Turn } from '@callback/contracts/calls'
import type { LiveEvent, LiveMessage } from '@callback/contracts/live'
import { callSample } from '../../api/samples.fake.ts'
import { nothingKnown, step, type Live, type LiveFact, type LiveNeed } from './live.ts'

const AT = '2026-11-21T08:00:00.000Z'
const event = (seq: number, what: LiveEvent): LiveFact => ({
  type: 'message',
  message: { type: 'event', seq, at: AT, event: what },
})
const hello = (oldest: number, newest: number): LiveFact => ({
  type: 'message',
  message: { type: 'hello', v: 1, oldest, newest },
})
const said = (seq: number, text: string, final = true): LiveEvent => ({
  type: 'turn',
  seq,
  speaker: seq % 2 === 0 ? 'persona' : 'caller',
  text,
  final,
  cutShort: false,
})
const stored = (seq: number, text: string, heard = text): Turn => ({
  seq,
  speaker: 'persona',
  text,
  heard,
  cutShort: heard !== text,
  startedAt: AT,
  timings: null,
})

function run(...facts: LiveFact[]): { live: Live; needs: LiveNeed[] } {
  const needs: LiveNeed[] = []
  let live = nothingKnown
  for (const fact of facts) {
    const [next, need] = step(live, fact)
    live = next
    if (need) needs.push(need)
  }
  return { live, needs }
}

describe('a live call', () => {
  it('grows a turn word by word and settles it', () => {
    const { live } = run(
      event(1, said(0, 'Good', false)),
      event(2, said(0, 'Good morning', false)),
      event(3, said(0, 'Good morning.')),
    )
    expect(live.turns).toEqual([
      { seq: 0, speaker: 'persona', text: 'Good morning.', unheard: '', cutShort: false, settled: true },
    ])
  })

  it('passes over what it has heard already', () => {
    const { live, needs } = run(event(1, said(0, 'Hi')), event(2, said(1, 'Hello')), event(1, said(0, 'Old')))
    expect(live.turns.map(({ text }) => text)).toEqual(['Hi', 'Hello'])
    expect(needs).toEqual([])
  })

  it('keeps turns in the order they were spoken', () => {
    const { live } = run(event(1, said(1, 'second')), event(2, said(0, 'first')))
    expect(live.turns.map(({ seq }) => seq)).toEqual([0, 1])
  })

  it('asks for the stored turns when events are missing, and shows what came meanwhile', () => {
    const { live, needs } = run(event(1, said(0, 'Hi')), event(4, said(2, 'Still there?')))
    expect(needs).toEqual(['turns'])
    expect(live.turns.map(({ text }) => text)).toEqual(['Hi', 'Still there?'])
  })

  it('asks for the stored turns when the room no longer keeps what was missed', () => {
    expect(run(event(1, said(0, 'Hi')), hello(40, 60)).needs).toEqual(['turns'])
    expect(run(event(1, said(0, 'Hi')), hello(1, 60)).needs).toEqual([])
    expect(run(hello(1, 0)).needs).toEqual([])
  })

  it('joins again from the start when the room was lost and began anew', () => {
    const { live, needs } = run(
      event(1, said(0, 'Hi')),
      event(2, said(1, 'Hello')),
      hello(1, 1),
      event(1, said(2, 'Again')),
    )
    expect(needs).toEqual(['rejoin'])
    expect(live.lastSeq).toBe(1)
    expect(live.turns.map(({ text }) => text)).toEqual(['Hi', 'Hello', 'Again'])
  })

  it('shows of a stored turn what was heard, and what was not', () => {
    const { live } = run({ type: 'turns.read', turns: [stored(0, 'How old is he now?', 'How old')] })
    expect(live.turns[0]).toMatchObject({ text: 'How old', unheard: 'is he now?', cutShort: true, settled: true })
  })

  it('does not take a settled turn back to one that still grows', () => {
    const { live } = run({ type: 'turns.read', turns: [stored(0, 'All of it.')] }, event(1, said(0, 'All', false)))
    expect(live.turns[0]).toMatchObject({ text: 'All of it.', settled: true })
  })

  it('lets the fuller stored form replace what was settled live', () => {
    const { live } = run(event(1, said(0, 'How old')), {
      type: 'turns.read',
      turns: [stored(0, 'How old is he?', 'How old')],
    })
    expect(live.turns[0]?.unheard).toBe('is he?')
  })

  it('starts the clock at the answer, once', () => {
    const answered = event(1, { type: 'status', status: 'in-progress' })
    const { live } = run(answered, { type: 'message', message: { ...laterStatus(2), at: '2026-11-21T09:00:00.000Z' } })
    expect(live).toMatchObject({ status: 'in-progress', answeredAt: AT })
  })

  it('lets nobody speak after the end, and does not ring again', () => {
    const end = event(2, { type: 'ended', endReason: 'persona_ended', connectedSeconds: 61 })
    const { live } = run(
      event(1, { type: 'speaking', who: 'persona' }),
      end,
      event(3, { type: 'speaking', who: 'caller' }),
      {
        type: 'call.read',
        call: Call.parse({ ...callSample, status: 'ringing' }),
      },
    )
    expect(live).toMatchObject({ status: 'completed', speaking: 'nobody' })
    expect(live.end).toEqual({ reason: 'persona_ended', connectedSeconds: 61 })
  })

  it('learns from the row of a call that ended without a word', () => {
    const call = Call.parse({ ...callSample, status: 'no-answer', endReason: 'no_answer' })
    expect(run({ type: 'call.read', call }).live).toMatchObject({ status: 'no-answer', end: { reason: 'no_answer' } })
  })

  it('ends with the same transcript however the room’s events are doubled', () => {
    const script = ['Hi', 'Hello', 'How are you?', 'Fine', 'Good'].map((text, seq) => event(seq + 1, said(seq, text)))
    const whole = run(...script).live.turns
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 12 }), (again) => {
        const doubled = script.flatMap((fact, at) => [
          fact,
          ...again.filter((old) => old <= at).flatMap((old) => script[old] ?? []),
        ])
        expect(run(...doubled).live.turns).toEqual(whole)
      }),
    )
  })
})

function laterStatus(seq: number): Extract<LiveMessage, { type: 'event' }> {
  return { type: 'event', seq, at: AT, event: { type: 'status', status: 'in-progress' } }
}
