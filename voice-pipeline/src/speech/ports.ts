// The four ports of a call, in our words. Each reports one union of facts, whose last word is `closed`, exactly once.
// Vendor types stop at the adapters.

/** Counts the replies of one call. Whatever was asked for under an older id is stale. */
export type ReplyId = number

/** mu-law, 8 kHz, one channel, end to end: a byte is an eighth of a millisecond. */
export type Audio = Uint8Array
export const BYTES_PER_MS = 8
export const ULAW_SILENCE = 0xff

export type FailureKind = 'refused' | 'unreachable' | 'timeout' | 'protocol' | 'dropped' | 'overflow'

/** Why a port closed by itself. `detail` is for operators and holds no speech and no key. */
export class PortFailure extends Error {
  readonly kind: FailureKind
  constructor(kind: FailureKind, detail: string) {
    super(detail)
    this.name = 'PortFailure'
    this.kind = kind
  }
}

export type Closed = { type: 'closed'; failure: PortFailure | null }

export type EarFact =
  | { type: 'opened' }
  /** The words so far of the turn the caller is in; may be empty when only a sound was noticed. */
  | { type: 'words'; text: string }
  /** The caller's turn is over. `lagMs`: audio already sent beyond the last audio this verdict looked at. */
  | { type: 'done'; text: string; lagMs: number }
  | Closed

export interface Ear {
  write(audio: Audio): void
  /** Milliseconds of audio sent to be heard: what the vendor bills. */
  heardMs(): number
  close(): void
}

export type OpenEar = (options: { model: string; keyterms: readonly string[] }, emit: (fact: EarFact) => void) => Ear

export type Message = { role: 'system' | 'user' | 'assistant'; content: string }

export type MindRequest = {
  model: string
  reasoningEffort: string | null
  messages: readonly Message[]
}

export type MindFact =
  | { type: 'text'; text: string }
  /** The persona wants to end the call; `goodbye` is what to say if it has said nothing else. */
  | { type: 'end_call'; goodbye: string }
  | { type: 'usage'; tokensIn: number; tokensOut: number }
  | Closed

/** One request to the mind; ends with `closed`. After `signal` aborts it reports nothing but `closed`. */
export interface Mind {
  ask(request: MindRequest, signal: AbortSignal, emit: (fact: MindFact) => void): void
}

/** When each character of some speech is heard, in milliseconds from the start of the reply's audio. */
export type Alignment = { text: string; endsMs: readonly number[] }

export type MouthFact =
  | { type: 'opened' }
  | { type: 'audio'; reply: ReplyId; audio: Audio; alignment: Alignment | null }
  /** All audio of a finished reply has been handed over. */
  | { type: 'rendered'; reply: ReplyId }
  | Closed

export interface Mouth {
  say(reply: ReplyId, text: string): void
  /** No more text for this reply. */
  finish(reply: ReplyId): void
  /** Stop rendering this reply; its late audio is dropped here. */
  cancel(reply: ReplyId): void
  /** Characters handed over to be spoken: what the vendor bills. */
  characters(): number
  close(): void
}

export type OpenMouth = (options: { voice: string; model: string }, emit: (fact: MouthFact) => void) => Mouth

export type LineFact =
  | { type: 'audio'; audio: Audio }
  | { type: 'marked'; name: string }
  | { type: 'pressed'; digit: string }
  /** The caller's side hung up; `closed` follows. */
  | { type: 'stopped' }
  | Closed

export interface Line {
  play(audio: Audio): void
  mark(name: string): void
  clear(): void
  /** Ends the call: nothing stands after the stream in the TwiML. */
  close(): void
}
