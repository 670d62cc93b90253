// What both websockets share: the key may come with the first message, and what cannot be understood ends the socket.
import type { Clock } from '../twilio/clock.ts'
import type { Wire } from '../wire.ts'
import { parseStreamMessage, type StreamMessage } from './stream-messages.ts'

export interface Session {
  receive(message: StreamMessage): void
  end(): void
}

export interface Entry {
  /** The upgrade carried a good key. */
  known: boolean
  isKey(key: string): boolean
  clock: Clock
  /** How long a socket may stay without any message. */
  inactivityMs: number
}

export function refuse(wire: Wire, error: string, message: string): void {
  wire.send({ message, error, code: 1008 })
  wire.close(1008, error)
}

export function converse(wire: Wire, entry: Entry, session: Session): void {
  let known = entry.known
  const silent = (): (() => void) =>
    entry.clock.after(entry.inactivityMs, () =>
      refuse(wire, 'input_timeout_exceeded', 'No message was received in time.'),
    )
  let stopTimer = silent()
  wire.listen({
    text(text) {
      stopTimer()
      stopTimer = silent()
      const message = parseStreamMessage(text)
      if (!message) return refuse(wire, 'invalid_message', 'The message could not be understood.')
      const key = message.xi_api_key ?? message['xi-api-key'] ?? message.authorization?.replace(/^Bearer /u, '')
      known ||= key !== undefined && entry.isKey(key)
      if (!known) return refuse(wire, 'invalid_api_key', 'Invalid API key')
      session.receive(message)
    },
    bytes: () => refuse(wire, 'invalid_message', 'Binary messages are not understood.'),
    closed() {
      stopTimer()
      session.end()
    },
  })
}
