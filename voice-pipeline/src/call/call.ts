// One call: owns the ports, turns their facts into turn events and performs the effects. Decides nothing about the floor.
import type { Turn } from '@callback/contracts/calls'
import type { LiveEvent } from '@callback/contracts/live'
import type { Brief, CallEnd } from '@callback/contracts/node'
import type { EndReason } from '@callback/domain/call-status'
import type { Audio, EarFact, Line, LineFact, Mind, OpenEar, OpenMouth, PortFailure } from '../speech/ports.ts'
import type { Clock } from './clock.ts'
import { messages } from './history.ts'
import type { Since } from './latency.ts'
import { machine } from './machine.ts'
import type { Meter } from './meter.ts'
import { promptOf } from './prompt.ts'
import { speakingOf } from './speaking.ts'
import { transcript } from './transcript.ts'
import { begin, dueAt, step, type TurnEffect, type TurnFact } from './turn.ts'
import { usage } from './usage.ts'
import { voice, type Outcome } from './voice.ts'

export type CallPorts = {
  brief: Brief
  line: Line
  openEar: OpenEar
  mind: Mind
  openMouth: OpenMouth
  clock: Clock
  meter: Meter
  apology: { audio: Audio; text: string }
  tell: (event: LiveEvent) => void
  settled: (turn: Turn) => void
  ended: (end: CallEnd) => void
  log: { warn(about: object, message: string): void; error(about: object, message: string): void }
}

export interface Call {
  fromLine(fact: LineFact): void
  end(reason: EndReason): void
}

export function holdCall(ports: CallPorts): Call {
  const { brief, line, clock, meter, log, tell } = ports
  const { persona } = brief
  const talk = transcript(clock, ports.settled, tell)
  const speaking = speakingOf(tell)
  const used = usage(brief)
  const prompt = promptOf(brief, clock.wall())
  let since: Since = { silentAt: clock.now(), doneAt: null }
  let over = false
  let stopTimer = () => {}

  const [opening, firstEffects] = begin(clock.now(), heldMsLeft(brief, clock.wall()))
  const turns = machine(opening, step, perform, (state) => {
    stopTimer()
    if (over) return
    const due = dueAt(state)
    if (due !== null) stopTimer = clock.after(Math.max(0, due - clock.now()), time)
  })
  const time = guarded(() => {
    send({ type: 'time' })
  })
  const speech = voice({
    ...ports,
    guarded,
    send,
    lost,
    speaker: { voice: persona.voiceId, model: persona.mouthModel, mind: persona.mind },
    staleAudio: (bytes) => {
      meter.staleAudio(bytes)
    },
    thought: used.thought,
  })
  const ear = ports.openEar({ model: persona.earModel, keyterms: [persona.name] }, guarded(onEar))

  function send(fact: TurnFact): void {
    if (fact.type === 'reply.audible') speaking('persona')
    if (fact.type === 'reply.played') speaking('nobody')
    turns.send({ ...fact, at: clock.now() })
  }

  /** One call's exception ends that call and touches no other. */
  function guarded<A extends unknown[]>(what: (...facts: A) => void): (...facts: A) => void {
    return (...facts) => {
      try {
        what(...facts)
      } catch (error) {
        log.error({ call: brief.callId, err: error }, 'call failed')
        shut('failed')
      }
    }
  }

  function lost(port: 'ear' | 'mind' | 'mouth', failure: PortFailure | null): void {
    meter.failed(port, failure?.kind ?? 'dropped')
    log.warn({ call: brief.callId, port, kind: failure?.kind, detail: failure?.message }, 'provider failed')
  }

  function onEar(fact: EarFact): void {
    if (over) return
    switch (fact.type) {
      case 'opened':
        return
      case 'words':
        talk.callerWords(fact.text)
        if (fact.text.trim() !== '') speaking('caller')
        send({ type: 'caller.words', text: fact.text })
        return
      case 'done':
        since = { silentAt: clock.now() - fact.lagMs, doneAt: clock.now() }
        speaking('nobody')
        send({ type: 'caller.done', text: fact.text })
        return
      case 'closed':
        lost('ear', fact.failure)
        send({ type: 'ear.lost' })
    }
  }

  function perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'ask':
        speech.ask(effect.reply, since, messages(prompt, talk.turns()))
        return
      case 'say':
        talk.personaSays(effect.reply, speech.say(effect.reply, effect.text))
        return
      case 'finish':
        speech.finish(effect.reply)
        return
      case 'cut':
        settle(speech.cut(), true)
        return
      case 'remember':
        settle(speech.whole(), false)
        return
      case 'hear':
        talk.callerDone(effect.text)
        return
      case 'apologise':
        talk.personaSays(effect.reply, ports.apology.text)
        speech.playClip(effect.reply, since, ports.apology)
        return
      case 'end':
        shut(effect.reason)
    }
  }

  function settle({ reply, heard, audible, timings }: Outcome, cutShort: boolean): void {
    talk.personaHeard(reply, heard, cutShort, timings)
    if (timings?.firstFrame !== undefined) meter.answered(timings)
    const { phase } = turns.state()
    if (cutShort && audible && (phase === 'listening' || phase === 'thinking')) meter.interrupted()
  }

  function shut(endReason: EndReason): void {
    if (over) return
    over = true
    stopTimer()
    ear.close()
    speech.close()
    line.close()
    talk.close()
    const endedAt = clock.wall()
    tell({ type: 'ended', endReason, connectedSeconds: used.connectedSeconds(endedAt) })
    meter.ended(endReason)
    const lines = used.lines({ earMs: ear.heardMs(), characters: speech.characters(), endedAt })
    ports.ended({ callId: brief.callId, endReason, endedAt: endedAt.toISOString(), usage: lines })
  }

  tell({ type: 'status', status: 'in-progress' })
  firstEffects.forEach(guarded(perform))
  time()

  return {
    fromLine: guarded((fact: LineFact) => {
      if (over) return
      if (fact.type === 'audio') ear.write(fact.audio)
      if (fact.type === 'marked') speech.marked(fact.name)
      if (fact.type === 'stopped') send({ type: 'line.gone', reason: 'caller_hung_up' })
      if (fact.type === 'closed') send({ type: 'line.gone', reason: 'line_lost' })
    }),
    end: guarded((reason: EndReason) => {
      send({ type: 'told to end', reason })
    }),
  }
}

/** The held time counts from the answer, which was some moments before the stream came. */
function heldMsLeft(brief: Brief, now: Date): number {
  const heldMs = brief.heldSeconds * 1000
  return Math.max(0, Math.min(heldMs, Date.parse(brief.answeredAt) + heldMs - now.getTime()))
}
