// …/multi-stream-input: several contexts on one socket, each an utterance of its own. The server's key is `contextId`, the client's `context_id`.
import type { Wire } from '../wire.ts'
import { refuse, type Session } from './session.ts'
import { SpeechContext, type Stage } from './speech-context.ts'
import type { StreamMessage } from './stream-messages.ts'

/** The vendor's limit; a context counts until it is finalised. */
const CONTEXTS_MAX = 5
const UNNAMED = 'default'

export class MultiStream implements Session {
  readonly #wire: Wire
  readonly #stage: Stage
  readonly #open = new Map<string, SpeechContext>()
  /** Open ones, and closed ones that still speak. */
  readonly #active = new Set<SpeechContext>()

  constructor(wire: Wire, stage: Stage) {
    this.#wire = wire
    this.#stage = stage
  }

  receive(message: StreamMessage): void {
    if (message.close_socket) return this.#closeSocket()
    const id = message.context_id ?? UNNAMED
    const known = this.#open.get(id)
    if (message.close_context) {
      this.#open.delete(id)
      return known?.close(false)
    }
    const context = known ?? this.#create(id, message)
    context?.text(message.text ?? '', { flush: message.flush ?? false, nudge: message.try_trigger_generation ?? false })
  }

  end(): void {
    for (const context of this.#active) context.abandon()
    this.#active.clear()
  }

  /** Any message for an unknown id makes a context, even a stray flush or keep-alive. */
  #create(id: string, opening: StreamMessage): SpeechContext | null {
    if (this.#active.size >= CONTEXTS_MAX) {
      refuse(this.#wire, 'max_active_conversations', `A socket has at most ${CONTEXTS_MAX} active contexts.`)
      return null
    }
    const context: SpeechContext = new SpeechContext(this.#stage, opening, {
      audio: (audio) => this.#wire.send({ ...audio, contextId: id }),
      final: () => {
        this.#active.delete(context)
        this.#wire.send({ isFinal: true, contextId: id })
      },
      inactive: () => {
        if (this.#open.get(id) === context) this.#open.delete(id)
        context.close(false)
      },
    })
    this.#open.set(id, context)
    this.#active.add(context)
    return context
  }

  #closeSocket(): void {
    this.end()
    this.#wire.close(1000, '')
  }
}
