// Who has the floor in one call. Pure: no clock, no sockets, no promises, no audio.
// Every fact comes with the time it happened and, if someone asked for it, the reply it belongs to.
// Every state holds the time by which it must be left, so a call cannot hang.
import type { EndReason } from '@callback/domain/call-status'
import type { ReplyId } from '../speech/ports.ts'

type Bounds = {
  /** The newest reply. Facts about an older one are stale. */
  readonly reply: ReplyId
  /** When this state has lasted too long. */
  readonly deadlineAt: number
  /** When the held time is used up. */
  readonly cutAt: number
}

export type Turn =
  /** The mind was asked for the greeting (`opening`) or for an answer (`thinking`); nothing has gone to the mouth yet. */
  | (Bounds & { readonly phase: 'opening' | 'thinking'; readonly tries: number })
  | (Bounds & { readonly phase: 'listening' })
  | (Bounds & { readonly phase: 'replying'; readonly complete: boolean; readonly audible: boolean })
  /** The last words are on their way; the call ends when they have been heard. */
  | (Bounds & { readonly phase: 'farewell'; readonly reason: EndReason })
  | (Bounds & { readonly phase: 'ended'; readonly reason: EndReason })

export type TurnFact =
  | { readonly type: 'caller.words'; readonly text: string }
  | { readonly type: 'caller.done'; readonly text: string }
  | { readonly type: 'reply.piece'; readonly reply: ReplyId; readonly text: string }
  | { readonly type: 'reply.leave'; readonly reply: ReplyId; readonly goodbye: string }
  | { readonly type: 'reply.complete'; readonly reply: ReplyId }
  | { readonly type: 'reply.failed'; readonly reply: ReplyId }
  | { readonly type: 'reply.audible'; readonly reply: ReplyId }
  | { readonly type: 'reply.rendered'; readonly reply: ReplyId; readonly playsMs: number }
  | { readonly type: 'reply.played'; readonly reply: ReplyId }
  | { readonly type: 'ear.lost' }
  | { readonly type: 'mouth.lost' }
  | { readonly type: 'line.gone'; readonly reason: EndReason }
  | { readonly type: 'told to end'; readonly reason: EndReason }
  | { readonly type: 'time' }

export type TurnEvent = TurnFact & { readonly at: number }

export type TurnEffect =
  | { readonly type: 'ask'; readonly reply: ReplyId }
  | { readonly type: 'say'; readonly reply: ReplyId; readonly text: string }
  /** The mouth has all the text of this reply. */
  | { readonly type: 'finish'; readonly reply: ReplyId }
  /** Stop mind, mouth and line, and keep of the reply only what was heard. */
  | { readonly type: 'cut'; readonly reply: ReplyId }
  /** The whole reply was heard. */
  | { readonly type: 'remember'; readonly reply: ReplyId }
  | { readonly type: 'hear'; readonly text: string }
  | { readonly type: 'apologise'; readonly reply: ReplyId }
  | { readonly type: 'end'; readonly reason: EndReason }

/** From answer to the first text of the greeting: sockets open and the mind thinks. Longer than this and people hang up. */
export const OPENING_MS_MAX = 8_000
/** From the caller's last word to the first text of the answer, a second try included. */
export const THINKING_MS_MAX = 8_000
/** Longest pause of mind and mouth in the middle of a reply. */
export const STALL_MS_MAX = 8_000
/** How late the mark of fully sent audio may come back after the time the audio lasts. */
export const MARK_GRACE_MS = 3_000
/** Longest silence of both sides before the line is taken for abandoned. */
export const SILENCE_MS_MAX = 60_000
/** Times the mind is asked for one answer while it has said nothing. */
export const TRIES_MAX = 2
/** Words over a goodbye that take it back. Fewer are the caller's own "bye, thanks". */
export const FAREWELL_WORDS_MIN = 4

export function begin(at: number, heldMs: number): [Turn, readonly TurnEffect[]] {
  const cutAt = at + heldMs
  return [{ phase: 'opening', reply: 1, tries: 1, deadlineAt: at + OPENING_MS_MAX, cutAt }, [{ type: 'ask', reply: 1 }]]
}

/** The time at which `step` wants to be told `time`, unless the call is over. */
export function dueAt(state: Turn): number | null {
  return state.phase === 'ended' ? null : Math.min(state.deadlineAt, state.cutAt)
}

type Step = [Turn, readonly TurnEffect[]]

export function step(state: Turn, event: TurnEvent): Step {
  if (state.phase === 'ended') return [state, []]
  if ('reply' in event && event.reply !== state.reply) return [state, []]
  switch (event.type) {
    case 'caller.words':
      return mayInterrupt(state, event.text) ? interrupt(state, event.at) : listenOn(state, event.text, event.at)
    case 'caller.done':
      return answer(state, event.text, event.at)
    case 'reply.piece':
      return speak(state, event.text, event.at)
    case 'reply.leave':
      return leave(state, event.goodbye, event.at)
    case 'reply.complete':
      return complete(state, event.at)
    case 'reply.failed':
      return state.phase === 'opening' || state.phase === 'thinking'
        ? askAgain(state, event.at)
        : complete(state, event.at)
    case 'reply.audible':
      return state.phase === 'replying'
        ? [{ ...state, audible: true, deadlineAt: event.at + STALL_MS_MAX }, []]
        : [state, []]
    case 'reply.rendered':
      return rendered(state, event.at + event.playsMs + MARK_GRACE_MS)
    case 'reply.played':
      return played(state, event.at)
    case 'ear.lost':
      return state.phase === 'farewell' ? [state, []] : apologise(state, event.at)
    case 'mouth.lost':
      return state.phase === 'farewell' ? mouthless(state) : apologise(state, event.at)
    case 'line.gone':
    case 'told to end':
      return end(state, event.reason)
    case 'time':
      return late(state, event.at)
  }
}

type Live = Exclude<Turn, { phase: 'ended' }>

const wordCount = (text: string) => text.split(/\s+/).filter((word) => word !== '').length

/** A noise is no word, and a word is enough; a goodbye is only taken back by a sentence. */
function mayInterrupt(state: Live, text: string): boolean {
  switch (state.phase) {
    case 'listening':
      return false
    case 'farewell':
      return state.reason === 'persona_ended' && wordCount(text) >= FAREWELL_WORDS_MIN
    case 'opening':
    case 'thinking':
    case 'replying':
      return wordCount(text) >= 1
  }
}

const listening = ({ reply, cutAt }: Live, at: number): Turn => ({
  phase: 'listening',
  reply,
  cutAt,
  deadlineAt: at + SILENCE_MS_MAX,
})

function interrupt(state: Live, at: number): Step {
  return [listening(state, at), [{ type: 'cut', reply: state.reply }]]
}

/** Words keep a listening line alive; the ear's reports of silence, which go on for ever, do not. */
function listenOn(state: Live, text: string, at: number): Step {
  return state.phase === 'listening' && wordCount(text) > 0 ? [listening(state, at), []] : [state, []]
}

function answer(state: Live, text: string, at: number): Step {
  if (wordCount(text) === 0) return [state, []]
  const heard: TurnEffect = { type: 'hear', text }
  if (state.phase !== 'listening' && !mayInterrupt(state, text)) return [state, [heard]]
  const cut: TurnEffect[] = state.phase === 'listening' ? [] : [{ type: 'cut', reply: state.reply }]
  const reply = state.reply + 1
  const thinking: Turn = { phase: 'thinking', reply, tries: 1, cutAt: state.cutAt, deadlineAt: at + THINKING_MS_MAX }
  return [thinking, [...cut, heard, { type: 'ask', reply }]]
}

function speak(state: Live, text: string, at: number): Step {
  const { reply, cutAt } = state
  const say: TurnEffect = { type: 'say', reply, text }
  switch (state.phase) {
    case 'opening':
    case 'thinking':
      return [
        { phase: 'replying', reply, cutAt, complete: false, audible: false, deadlineAt: at + STALL_MS_MAX },
        [say],
      ]
    case 'replying':
    case 'farewell':
      return [{ ...state, deadlineAt: at + STALL_MS_MAX }, [say]]
    case 'listening':
      return [state, []]
  }
}

function leave(state: Live, goodbye: string, at: number): Step {
  const { reply, cutAt } = state
  const farewell: Turn = { phase: 'farewell', reply, cutAt, reason: 'persona_ended', deadlineAt: at + STALL_MS_MAX }
  switch (state.phase) {
    case 'opening':
    case 'thinking':
      return goodbye.trim() === '' ? end(state, 'persona_ended') : [farewell, [{ type: 'say', reply, text: goodbye }]]
    case 'replying':
      return [farewell, []]
    case 'listening':
    case 'farewell':
      return [state, []]
  }
}

function complete(state: Live, at: number): Step {
  const finish: TurnEffect = { type: 'finish', reply: state.reply }
  switch (state.phase) {
    case 'opening':
    case 'thinking':
      return askAgain(state, at)
    case 'replying':
      return state.complete ? [state, []] : [{ ...state, complete: true, deadlineAt: at + STALL_MS_MAX }, [finish]]
    case 'farewell':
      return [{ ...state, deadlineAt: at + STALL_MS_MAX }, [finish]]
    case 'listening':
      return [state, []]
  }
}

/** The mind failed before a word was said: the caller has noticed nothing, so one more try costs only time. */
function askAgain(state: Extract<Live, { tries: number }>, at: number): Step {
  if (state.tries >= TRIES_MAX) return apologise(state, at)
  const reply = state.reply + 1
  return [{ ...state, reply, tries: state.tries + 1 }, [{ type: 'ask', reply }]]
}

function rendered(state: Live, deadlineAt: number): Step {
  return state.phase === 'replying' || state.phase === 'farewell' ? [{ ...state, deadlineAt }, []] : [state, []]
}

function played(state: Live, at: number): Step {
  const remember: TurnEffect = { type: 'remember', reply: state.reply }
  if (state.phase === 'replying') return [listening(state, at), [remember]]
  if (state.phase === 'farewell') return [ended(state, state.reason), [remember, { type: 'end', reason: state.reason }]]
  return [state, []]
}

/** A provider is gone: what was being said stops, and a sentence rendered long ago explains. */
function apologise(state: Live, at: number): Step {
  const cut: TurnEffect[] = state.phase === 'listening' ? [] : [{ type: 'cut', reply: state.reply }]
  const reply = state.reply + 1
  const farewell: Turn = {
    phase: 'farewell',
    reply,
    cutAt: state.cutAt,
    reason: 'provider_unavailable',
    deadlineAt: at + STALL_MS_MAX,
  }
  return [farewell, [...cut, { type: 'apologise', reply }]]
}

/** The apology needs no mouth; a goodbye does. */
function mouthless(state: Extract<Live, { phase: 'farewell' }>): Step {
  return state.reason === 'provider_unavailable' ? [state, []] : end(state, state.reason)
}

function late(state: Live, at: number): Step {
  if (at >= state.cutAt) return end(state, 'time_up')
  if (at < state.deadlineAt) return [state, []]
  switch (state.phase) {
    case 'opening':
    case 'thinking':
      return apologise(state, at)
    case 'listening':
      return end(state, 'silence')
    case 'replying':
      return state.complete && state.audible ? interrupt(state, at) : apologise(state, at)
    case 'farewell':
      return end(state, state.reason)
  }
}

const ended = ({ reply, cutAt, deadlineAt }: Live, reason: EndReason): Turn => ({
  phase: 'ended',
  reply,
  cutAt,
  deadlineAt,
  reason,
})

function end(state: Live, reason: EndReason): Step {
  const cut: TurnEffect[] = state.phase === 'listening' ? [] : [{ type: 'cut', reply: state.reply }]
  return [ended(state, reason), [...cut, { type: 'end', reason }]]
}
