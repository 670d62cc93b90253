import { describe, expect, it } from 'vitest'
import { PortFailure } from '../speech/ports.ts'
import { MS_PER_CHARACTER } from '../testing/fake-ports.ts'
import { APOLOGY, stagedCall } from '../testing/staged-call.ts'
import { OPENING_MS_MAX, SILENCE_MS_MAX } from './turn.ts'

function greeted() {
  const staged = stagedCall()
  staged.mind.answer('Good morning, Dana. You skipped the gym?')
  staged.listen()
  return staged
}

describe('a call', () => {
  it('asks for the greeting with the name and the context in the prompt', () => {
    const { mind } = stagedCall()
    const { request } = mind.asked[0] ?? { request: null }
    expect(request?.model).toBe('gpt-oss-120b')
    const system = request?.messages[0]?.content
    expect(system).toContain('Dana')
    expect(system).toContain('I skipped the gym')
    expect(system).toContain('07:00')
    expect(request?.messages.at(-1)?.role).toBe('user')
  })

  it('greets, hears, answers, and shows the mind the conversation as it was heard', () => {
    const staged = greeted()
    staged.says('Yes, I did.')
    expect(staged.mind.last()?.request.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'Good morning, Dana. You skipped the gym?' },
      { role: 'user', content: 'Yes, I did.' },
    ])
    staged.mind.answer('Tomorrow, then.')
    staged.listen()
    expect(staged.turns.map(({ seq, speaker, heard, cutShort }) => ({ seq, speaker, heard, cutShort }))).toEqual([
      { seq: 0, speaker: 'persona', heard: 'Good morning, Dana. You skipped the gym?', cutShort: false },
      { seq: 1, speaker: 'caller', heard: 'Yes, I did.', cutShort: false },
      { seq: 2, speaker: 'persona', heard: 'Tomorrow, then.', cutShort: false },
    ])
  })

  it('remembers only what was heard', () => {
    const staged = stagedCall()
    staged.mind.answer('Good morning, Dana. You skipped the gym?')
    staged.clock.advance('Good morning, Da'.length * MS_PER_CHARACTER)
    staged.words('stop')
    expect(staged.line.clears).toBe(1)
    expect(staged.turns[0]).toMatchObject({
      text: 'Good morning, Dana. You skipped the gym?',
      heard: 'Good morning,',
      cutShort: true,
    })
    staged.clock.advance(50)
    staged.says('stop talking')
    expect(staged.mind.last()?.request.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'Good morning,' },
      { role: 'user', content: 'stop talking' },
    ])
    expect(staged.counts.interrupted).toBe(1)
  })

  it('falls silent in the same instant and lets no stale sound through', () => {
    const staged = greeted()
    staged.says('Tell me a story.')
    const stale = staged.mind.last()
    stale?.tell({ type: 'text', text: 'Once upon a time there was a king. ' })
    staged.clock.advance(200)
    staged.words('no')
    const sent = staged.line.sentMs
    expect(stale?.signal.aborted).toBe(true)
    expect(staged.mouth.cancelled).toContain(2)
    stale?.tell({ type: 'text', text: 'And he had a horse. ' })
    staged.mouth.tell({ type: 'audio', reply: 2, audio: new Uint8Array(800), alignment: null })
    expect(staged.line.sentMs).toBe(sent)
    expect(staged.counts.staleBytes).toBe(800)
    staged.says('no, a joke')
    staged.mouth.tell({ type: 'audio', reply: 2, audio: new Uint8Array(800), alignment: null })
    stale?.tell({ type: 'closed', failure: null })
    expect(staged.line.sentMs).toBe(sent)
    staged.mind.answer('Knock knock.')
    expect(staged.line.sentMs).toBeGreaterThan(sent)
  })

  it('says goodbye, waits until it was heard, and hangs up', () => {
    const staged = greeted()
    staged.says('Goodbye, Brad.')
    staged.mind.last()?.tell({ type: 'text', text: 'Bye, Dana. Sleep well.' })
    staged.mind.last()?.tell({ type: 'end_call', goodbye: 'Bye.' })
    staged.mind.last()?.tell({ type: 'closed', failure: null })
    expect(staged.line.closed).toBe(false)
    staged.listen()
    expect(staged.line.closed).toBe(true)
    expect(staged.turns.at(-1)?.heard).toBe('Bye, Dana. Sleep well.')
    expect(staged.ends).toMatchObject([{ endReason: 'persona_ended' }])
    expect(staged.ear.closed && staged.mouth.closed).toBe(true)
    expect(staged.clock.timers()).toBe(0)
  })

  it('ends with the caller, keeping the sentence that was begun and the part that was heard', () => {
    const staged = greeted()
    staged.says('Well')
    staged.mind.answer('So what will you do tomorrow?')
    staged.clock.advance('So what'.length * MS_PER_CHARACTER)
    staged.call.fromLine({ type: 'stopped' })
    staged.call.fromLine({ type: 'closed', failure: null })
    expect(staged.ends).toMatchObject([{ endReason: 'caller_hung_up' }])
    expect(staged.turns.at(-1)).toMatchObject({ heard: 'So what', cutShort: true })
  })

  it('is cut at the held time, counted from the answer', () => {
    const staged = stagedCall({ answeredAt: '2026-11-21T11:59:58.000Z', heldSeconds: 60 })
    staged.mind.answer('Good morning.')
    staged.listen()
    for (let second = 0; second < 50; second += 10) {
      staged.clock.advance(10_000)
      staged.words('and another thing')
    }
    expect(staged.ends).toEqual([])
    staged.clock.advance(8_000)
    expect(staged.ends).toMatchObject([{ endReason: 'time_up', endedAt: '2026-11-21T12:00:58.000Z' }])
  })

  it('apologises aloud and gives up when the mind cannot be reached', () => {
    const staged = stagedCall()
    for (let tries = 0; tries < 2; tries++)
      staged.mind.last()?.tell({ type: 'closed', failure: new PortFailure('unreachable', 'x') })
    expect(staged.mind.asked).toHaveLength(2)
    expect(staged.line.sentMs).toBe(1_000)
    staged.listen()
    expect(staged.ends).toMatchObject([{ endReason: 'provider_unavailable' }])
    expect(staged.turns).toMatchObject([{ speaker: 'persona', text: APOLOGY.text, heard: APOLOGY.text }])
    expect(staged.warnings).toEqual(['mind unreachable', 'mind unreachable'])
  })

  it('apologises when ear or mouth cannot be reached, or nobody answers in time', () => {
    const deaf = stagedCall()
    deaf.ear.tell({ type: 'closed', failure: new PortFailure('refused', 'x') })
    const mute = stagedCall()
    mute.mouth.tell({ type: 'closed', failure: new PortFailure('refused', 'x') })
    const slow = stagedCall()
    slow.clock.advance(OPENING_MS_MAX)
    for (const staged of [deaf, mute, slow]) {
      expect(staged.line.sentMs).toBe(1_000)
      staged.listen()
      expect(staged.ends).toMatchObject([{ endReason: 'provider_unavailable' }])
    }
  })

  it('remembers nothing of a reply that made no sound', () => {
    const staged = greeted()
    staged.mouth.silent = true
    staged.says('Hello?')
    staged.mind.answer('Never heard.')
    staged.clock.advance(20_000)
    expect(staged.turns.find((turn) => turn.text === 'Never heard.')?.heard).toBe('')
    expect(staged.ends).toMatchObject([{ endReason: 'provider_unavailable' }])
  })

  it('ends an abandoned line, an ended one at once, and each only once', () => {
    const staged = greeted()
    staged.clock.advance(SILENCE_MS_MAX)
    staged.call.end('ended_on_site')
    expect(staged.ends).toMatchObject([{ endReason: 'silence' }])
    const told = greeted()
    told.call.end('ended_on_site')
    told.call.fromLine({ type: 'closed', failure: null })
    expect(told.ends).toMatchObject([{ endReason: 'ended_on_site' }])
  })

  it('turns its own exception into the end of this call', () => {
    const staged = stagedCall()
    staged.mouth.tell({ type: 'audio', reply: 1, audio: JSON.parse('null'), alignment: null })
    expect(staged.ends).toMatchObject([{ endReason: 'failed' }])
    expect(staged.line.closed).toBe(true)
  })

  it('reports what it used', () => {
    const staged = greeted()
    staged.call.fromLine({ type: 'audio', audio: new Uint8Array(8_000) })
    staged.clock.advance(5_000)
    staged.call.fromLine({ type: 'stopped' })
    const seconds = Math.ceil(staged.clock.now() / 1000)
    expect(staged.ends[0]?.usage.map(({ service, unit, quantity }) => `${service} ${unit} ${quantity}`)).toEqual([
      `telephony seconds ${seconds}`,
      'ear seconds 1',
      'mind input_tokens 100',
      'mind output_tokens 10',
      `mouth characters ${'Good morning, Dana.'.length + 'You skipped the gym?'.length}`,
    ])
  })

  it('times every stage of an answer from the moment the caller fell silent', () => {
    const staged = greeted()
    staged.says('Yes.')
    staged.clock.advance(120)
    staged.mind.answer('Good.')
    staged.listen()
    expect(staged.turns.at(-1)?.timings).toEqual({
      endOfTurn: 300,
      firstToken: 420,
      firstAudio: 420,
      firstFrame: 420,
      heard: 780,
    })
  })

  it('shows the room every turn growing and settling, who speaks, and the end', () => {
    const staged = greeted()
    staged.words('Yes')
    staged.words('Yes')
    staged.says('Yes I did')
    staged.call.end('ended_on_site')
    expect(
      staged.events.map((event) =>
        event.type === 'turn' ? `${event.speaker} ${event.text} ${event.final}` : Object.values(event).join(' '),
      ),
    ).toEqual([
      'status in-progress',
      'speaking persona',
      'persona Good morning, Dana. false',
      'persona Good morning, Dana. You skipped the gym? false',
      'speaking nobody',
      'persona Good morning, Dana. You skipped the gym? true',
      'caller Yes false',
      'speaking caller',
      'caller Yes I did false',
      'speaking nobody',
      'caller Yes I did true',
      `ended ended_on_site ${Math.ceil(staged.clock.now() / 1000)}`,
    ])
  })
})
