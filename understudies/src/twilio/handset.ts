// What the exchange asks of a telephone, and what a telephone may do with its leg of a call.

/** Why a call ended, as the person holding the phone would put it. */
export type EndedReason =
  'hung-up' | 'remote-hung-up' | 'declined' | 'no-answer' | 'canceled' | 'rejected' | 'busy' | 'failed' | 'time-limit'

/** What picked up: a person, or a machine that the person left to answer. */
export type AnsweringKind = 'human' | 'machine'

export type Leg = {
  sid: string
  peer: string
  peerName: string | null
  direction: 'incoming' | 'outgoing'
  answer(as: AnsweringKind): void
  decline(): void
  hangUp(): void
  press(digit: string): void
}

export type TextMessage = { sid: string; at: string; from: string; to: string; body: string }

export type Handset = {
  readonly number: string
  /** False when it is busy with another call. */
  ring(leg: Leg): boolean
  connected(): void
  /** Also told when a second call found it busy: `sid` says which call ended. */
  ended(reason: EndedReason, sid: string): void
  /** The next 20 ms of what the person says; null when they are silent. Asked only while somebody listens. */
  speech(): Uint8Array | null
  /** 20 ms that were played to the person; null is silence. Called once a frame from the answer on. */
  hear(frame: Uint8Array | null): void
  /** Words that Twilio itself speaks. */
  told(text: string): void
  receive(message: TextMessage): void
}
