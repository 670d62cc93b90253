// Four ports played by hand, for whole calls without a wire. Time is a manual clock's.
import type {
  Alignment,
  EarFact,
  Line,
  Mind,
  MindFact,
  MindRequest,
  MouthFact,
  OpenEar,
  OpenMouth,
  ReplyId,
} from '../speech/ports.ts'
import { BYTES_PER_MS } from '../speech/ports.ts'
import type { ManualClock } from './manual-clock.ts'

export const MS_PER_CHARACTER = 60

export function fakeEar() {
  const ear = { closed: false, bytes: 0, tell: (_fact: EarFact) => {} }
  const open: OpenEar = (_options, emit) => {
    ear.tell = emit
    return {
      write(audio) {
        ear.bytes += audio.byteLength
      },
      heardMs: () => ear.bytes / BYTES_PER_MS,
      close() {
        if (ear.closed) return
        ear.closed = true
        emit({ type: 'closed', failure: null })
      },
    }
  }
  return Object.assign(ear, { open })
}

export type Asked = { request: MindRequest; signal: AbortSignal; tell: (fact: MindFact) => void }

export function fakeMind() {
  const asked: Asked[] = []
  const mind: Mind = {
    ask(request, signal, tell) {
      asked.push({ request, signal, tell })
    },
  }
  /** Answers the newest request in one go. */
  function answer(text: string): void {
    const last = asked.at(-1)
    last?.tell({ type: 'text', text })
    last?.tell({ type: 'usage', tokensIn: 100, tokensOut: 10 })
    last?.tell({ type: 'closed', failure: null })
  }
  return { mind, asked, answer, last: () => asked.at(-1) }
}

/** Renders at once: as much audio as the text has characters, aligned. */
export function fakeMouth() {
  const finished: ReplyId[] = []
  const cancelled: ReplyId[] = []
  const mouth = {
    closed: false,
    silent: false,
    characters: 0,
    finished,
    cancelled,
    tell: (_fact: MouthFact) => {},
  }
  const sentMs = new Map<ReplyId, number>()
  const open: OpenMouth = (_options, emit) => {
    mouth.tell = emit
    return {
      say(reply, text) {
        mouth.characters += text.length
        if (mouth.silent) return
        const spoken = `${text} `
        const startMs = sentMs.get(reply) ?? 0
        const endsMs = [...spoken].map((_, index) => startMs + (index + 1) * MS_PER_CHARACTER)
        sentMs.set(reply, startMs + spoken.length * MS_PER_CHARACTER)
        const alignment: Alignment = { text: spoken, endsMs }
        emit({
          type: 'audio',
          reply,
          audio: new Uint8Array(spoken.length * MS_PER_CHARACTER * BYTES_PER_MS),
          alignment,
        })
      },
      finish(reply) {
        mouth.finished.push(reply)
        if (!mouth.silent) emit({ type: 'rendered', reply })
      },
      cancel(reply) {
        mouth.cancelled.push(reply)
      },
      characters: () => mouth.characters,
      close() {
        mouth.closed = true
      },
    }
  }
  return Object.assign(mouth, { open })
}

/** A line with a true play-out queue: marks come back when what stands before them was played, or at once after a clear. */
export function fakeLine(clock: ManualClock, marked: (name: string) => void) {
  let endsAt = 0
  const outstanding = new Map<string, () => void>()
  const line = { playedMs: 0, sentMs: 0, clears: 0, closed: false }
  const port: Line = {
    play(audio) {
      line.sentMs += audio.byteLength / BYTES_PER_MS
      endsAt = Math.max(endsAt, clock.now()) + audio.byteLength / BYTES_PER_MS
    },
    mark(name) {
      const echo = () => {
        outstanding.delete(name)
        marked(name)
      }
      outstanding.set(name, clock.after(Math.max(0, endsAt - clock.now()), echo))
    },
    clear() {
      line.clears++
      endsAt = clock.now()
      for (const [name, stop] of [...outstanding]) {
        stop()
        outstanding.set(
          name,
          clock.after(0, () => {
            outstanding.delete(name)
            marked(name)
          }),
        )
      }
    },
    close() {
      line.closed = true
    },
  }
  return Object.assign(line, { port, unplayedMs: () => Math.max(0, endsAt - clock.now()) })
}
