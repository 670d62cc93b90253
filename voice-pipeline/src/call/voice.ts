// The persona's side of a call: mind → sentences → mouth → gate → line, for the one reply in hand. Audio takes no other way.
// Reports turn facts; which of them still matter is the turn machine's business.
import type { TurnTimings } from '@callback/contracts/calls'
import type {
  Audio,
  Line,
  Message,
  Mind,
  MindFact,
  MindRequest,
  Mouth,
  MouthFact,
  OpenMouth,
  PortFailure,
  ReplyId,
} from '../speech/ports.ts'
import type { Clock } from './clock.ts'
import { latency, type Since } from './latency.ts'
import { playback, type PlaybackFact } from './playback.ts'
import { addSaid, newReply } from './reply.ts'
import type { TurnFact } from './turn.ts'

export type VoicePorts = {
  line: Pick<Line, 'play' | 'mark' | 'clear'>
  mind: Mind
  openMouth: OpenMouth
  clock: Clock
  speaker: { voice: string; model: string; mind: Omit<MindRequest, 'messages'> }
  guarded: <A extends unknown[]>(what: (...facts: A) => void) => (...facts: A) => void
  send: (fact: TurnFact) => void
  lost: (port: 'mind' | 'mouth', failure: PortFailure | null) => void
  staleAudio: (bytes: number) => void
  thought: (tokensIn: number, tokensOut: number) => void
}

/** What became of a reply: what was heard of it, and when each stage was reached. */
export type Outcome = { reply: ReplyId; heard: string; audible: boolean; timings: TurnTimings | null }

export interface Voice {
  ask(reply: ReplyId, since: Since, messages: readonly Message[]): void
  /** All that was said of the reply so far. */
  say(reply: ReplyId, text: string): string
  finish(reply: ReplyId): void
  /** Stops mind, mouth and line. */
  cut(): Outcome
  /** The reply in hand was played to its end. */
  whole(): Outcome
  /** Speech rendered long ago, for when there is no mouth. */
  playClip(reply: ReplyId, since: Since, clip: { audio: Audio; text: string }): void
  marked(name: string): void
  characters(): number
  close(): void
}

export function voice(ports: VoicePorts): Voice {
  const { guarded, send } = ports
  const gate = playback(ports.line, ports.clock, onPlayback)
  const stages = latency(ports.clock)
  let reply = newReply(0)
  let over = false

  const mouth: Mouth = ports.openMouth(ports.speaker, guarded(onMouth))

  function onMouth(fact: MouthFact): void {
    if (over) return
    switch (fact.type) {
      case 'opened':
        return
      case 'audio':
        stages.stamp(fact.reply, 'firstAudio')
        if (gate.write(fact.reply, fact.audio)) reply.heard.add(fact.audio, fact.alignment)
        else ports.staleAudio(fact.audio.byteLength)
        return
      case 'rendered':
        gate.finish(fact.reply)
        return
      case 'closed':
        ports.lost('mouth', fact.failure)
        send({ type: 'mouth.lost' })
    }
  }

  function onMind(id: ReplyId, fact: MindFact): void {
    if (fact.type === 'usage') ports.thought(fact.tokensIn, fact.tokensOut)
    if (over || id !== reply.id) return
    switch (fact.type) {
      case 'usage':
        return
      case 'text':
        stages.stamp(id, 'firstToken')
        pieces(id, reply.sentences.push(fact.text))
        return
      case 'end_call':
        stages.stamp(id, 'firstToken')
        pieces(id, reply.sentences.flush())
        send({ type: 'reply.leave', reply: id, goodbye: fact.goodbye })
        return
      case 'closed':
        pieces(id, reply.sentences.flush())
        if (fact.failure) ports.lost('mind', fact.failure)
        send({ type: fact.failure ? 'reply.failed' : 'reply.complete', reply: id })
    }
  }

  function pieces(id: ReplyId, texts: readonly string[]): void {
    for (const text of texts) send({ type: 'reply.piece', reply: id, text })
  }

  function onPlayback(fact: PlaybackFact): void {
    if (fact.type === 'reply.audible') stages.stamp(fact.reply, 'firstFrame')
    if (fact.type === 'reply.proven') stages.stamp(fact.reply, 'heard')
    else send(fact)
  }

  function begin(id: ReplyId, since: Since): void {
    reply = newReply(id)
    stages.begin(id, since)
    gate.open(id)
  }

  const outcome = (heard: string, audible: boolean): Outcome => ({
    reply: reply.id,
    heard,
    audible,
    timings: stages.timings(reply.id),
  })

  return {
    ask(id, since, messages) {
      begin(id, since)
      const hear = guarded((fact: MindFact) => {
        onMind(id, fact)
      })
      ports.mind.ask({ ...ports.speaker.mind, messages }, reply.stop.signal, hear)
    },
    say(id, text) {
      mouth.say(id, text)
      return addSaid(reply, text)
    },
    finish(id) {
      mouth.finish(id)
    },
    cut() {
      const audible = gate.audible()
      reply.stop.abort()
      mouth.cancel(reply.id)
      return outcome(reply.heard.textAt(gate.cut(), reply.said), audible)
    },
    whole: () => outcome(gate.audible() ? reply.said : '', gate.audible()),
    playClip(id, since, clip) {
      begin(id, since)
      addSaid(reply, clip.text)
      gate.write(id, clip.audio)
      reply.heard.add(clip.audio, null)
      gate.finish(id)
    },
    marked: (name) => {
      gate.marked(name)
    },
    characters: () => mouth.characters(),
    close() {
      over = true
      reply.stop.abort()
      mouth.close()
    },
  }
}
