// One open /v2/listen socket: client messages in, numbered server messages out.
import type { Clock } from '../twilio/clock.ts'
import type { Wire } from '../wire.ts'
import type { ListenQuery } from './listen-query.ts'
import { type Configure, parseClientMessage } from './messages.ts'
import { SoundIn } from './sound-in.ts'
import { TurnDetector } from './turns.ts'

export interface FluxHabits {
  clock: Clock
  /** Closes a socket that brought neither audio nor a ping for so long. */
  idleMs: number
  /** Off in some of the vendor's deployments, where asking is fatal. */
  forceEndTurn: boolean
  noiseStartsTurn: boolean
}

export class FluxSession {
  readonly #wire: Wire
  readonly #query: ListenQuery
  readonly #habits: FluxHabits
  readonly #requestId: string
  readonly #sound: SoundIn
  readonly #turns: TurnDetector
  #sequence = 0
  #hints: string[]
  #keyterms: string[]
  #stopIdle: () => void = () => undefined

  constructor(wire: Wire, query: ListenQuery, requestId: string, habits: FluxHabits) {
    this.#wire = wire
    this.#query = query
    this.#habits = habits
    this.#requestId = requestId
    this.#hints = query.language_hint
    this.#keyterms = query.keyterm
    this.#sound = new SoundIn(query.encoding, query.sample_rate)
    this.#turns = new TurnDetector(
      {
        eotThreshold: query.eot_threshold,
        eagerEotThreshold: query.eager_eot_threshold ?? null,
        eotTimeoutMs: query.eot_timeout_ms,
        noiseStartsTurn: habits.noiseStartsTurn,
      },
      (info) => this.#send({ ...info, ...this.#languages(info.words.length > 0) }),
    )
    wire.listen({
      bytes: (bytes) => {
        this.#stillThere()
        this.#turns.hear(this.#sound.samples(bytes))
      },
      text: (text) => {
        this.#stillThere()
        this.#receive(text)
      },
      ping: () => this.#stillThere(),
      closed: () => this.#stopIdle(),
    })
    this.#stillThere()
    this.#send({ type: 'Connected' })
  }

  #receive(text: string): void {
    const message = parseClientMessage(text)
    switch (message.type) {
      case 'Configure':
        return this.#configure(message)
      case 'BadConfigure':
        return this.#send({ type: 'ConfigureFailure' })
      case 'ForceEndTurn':
        return this.#habits.forceEndTurn ? this.#turns.forceEnd() : this.#unparsable()
      case 'CloseStream':
        return this.#wire.close(1000, '')
      case 'Unparsable':
        return this.#unparsable()
    }
  }

  #configure(asked: Configure): void {
    const { settings } = this.#turns
    const { thresholds = {} } = asked
    const eotThreshold = thresholds.eot_threshold ?? settings.eotThreshold
    const eagerEotThreshold = thresholds.eager_eot_threshold ?? settings.eagerEotThreshold
    const hintsOk = asked.language_hints === undefined || this.#query.model === 'flux-general-multi'
    if ((eagerEotThreshold ?? 0) > eotThreshold || !hintsOk) return this.#send({ type: 'ConfigureFailure' })
    const eotTimeoutMs = thresholds.eot_timeout_ms ?? settings.eotTimeoutMs
    this.#turns.settings = { ...settings, eotThreshold, eagerEotThreshold, eotTimeoutMs }
    this.#keyterms = asked.keyterms ?? this.#keyterms
    this.#hints = asked.language_hints ?? this.#hints
    this.#send({
      type: 'ConfigureSuccess',
      thresholds: {
        eot_threshold: eotThreshold,
        ...(eagerEotThreshold !== null && { eager_eot_threshold: eagerEotThreshold }),
        eot_timeout_ms: eotTimeoutMs,
      },
      keyterms: this.#keyterms,
      ...(this.#query.model === 'flux-general-multi' && { language_hints: this.#hints }),
    })
  }

  #languages(heard: boolean): object {
    if (this.#query.model !== 'flux-general-multi') return {}
    return {
      ...(heard && { languages: [this.#hints[0] ?? 'en'] }),
      ...(this.#hints.length > 0 && { languages_hinted: this.#hints }),
    }
  }

  #unparsable(): void {
    this.#fatal('UNPARSABLE_CLIENT_MESSAGE', 'The message could not be understood.', 1008)
  }

  #fatal(code: string, description: string, closeCode: number): void {
    this.#send({ type: 'Error', code, description })
    this.#wire.close(closeCode, code)
  }

  #stillThere(): void {
    this.#stopIdle()
    this.#stopIdle = this.#habits.clock.after(this.#habits.idleMs, () => {
      this.#fatal('NET-0001', 'No audio was received within the timeout window.', 1011)
    })
  }

  #send(message: object): void {
    this.#wire.send({ ...message, request_id: this.#requestId, sequence_id: this.#sequence++ })
  }
}
