// …/stream-input: one utterance a socket. Empty text ends it; the socket closes when all is said.
import type { Wire } from '../wire.ts'
import { refuse, type Session } from './session.ts'
import { SpeechContext, type Stage } from './speech-context.ts'
import type { StreamMessage } from './stream-messages.ts'

export class SingleStream implements Session {
  readonly #wire: Wire
  readonly #stage: Stage
  #context: SpeechContext | null = null

  constructor(wire: Wire, stage: Stage) {
    this.#wire = wire
    this.#stage = stage
  }

  receive(message: StreamMessage): void {
    this.#context ??= this.#open(message)
    if (message.text === '') return this.#context.close(true)
    this.#context.text(message.text ?? '', {
      flush: message.flush ?? false,
      nudge: message.try_trigger_generation ?? false,
    })
  }

  end(): void {
    this.#context?.abandon()
  }

  #open(message: StreamMessage): SpeechContext {
    return new SpeechContext(this.#stage, message, {
      audio: (audio) => this.#wire.send(audio),
      final: () => {
        this.#wire.send({ audio: null, isFinal: true })
        this.#wire.close(1000, '')
      },
      inactive: () => {
        const seconds = this.#stage.settings.inactivityMs / 1000
        refuse(
          this.#wire,
          'input_timeout_exceeded',
          `Have not received a new text input within the timeout of ${seconds} seconds.`,
        )
      },
    })
  }
}
