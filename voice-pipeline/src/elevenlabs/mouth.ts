// The mouth: ElevenLabs over one multi-context WebSocket a call, a context per reply, mu-law 8 kHz out.
// By `ws`, as the vendor's SDK has no client for it. Five contexts at once are the vendor's limit, counted until it finalised them.
import type { Clock } from '../call/clock.ts'
import { BYTES_PER_MS, PortFailure, type Mouth, type OpenMouth, type ReplyId } from '../speech/ports.ts'
import { providerSocket } from '../speech/provider-socket.ts'
import { contexts } from './contexts.ts'
import { endsMs, SpeechMessage } from './messages.ts'

/** The vendor closes a silent socket after its inactivity timeout; this is asked for and stays far below it. */
const KEEP_ALIVE_MS = 15_000
const INACTIVITY_SECONDS = 180
/** Holds the socket open between replies. Counts as one of the contexts. */
const IDLE = 'idle'
/** Text waiting for the socket to open or a context to be freed; more than any reply has. */
const WAITING_CHARS_MAX = 8_000

/** `baseUrl`: ws(s) origin. */
export function elevenlabs(config: { apiKey: string; baseUrl: string; clock: Clock }): OpenMouth {
  return (options, emit) => {
    const { clock } = config
    const replies = contexts(clock)
    let characters = 0
    let stopKeeping = () => {}
    let idleOpen = false

    const socket = providerSocket({
      url: `${config.baseUrl}/v1/text-to-speech/${encodeURIComponent(options.voice)}/multi-stream-input?${query(options.model)}`,
      headers: { 'xi-api-key': config.apiKey },
      schema: SpeechMessage,
      clock,
      onOpen() {
        emit({ type: 'opened' })
        keepAlive()
        pump()
      },
      onMessage: hear,
      onClosed(failure) {
        stopKeeping()
        emit({ type: 'closed', failure })
      },
    })

    const send = (message: object) => socket.send(JSON.stringify(message))

    function keepAlive(): void {
      stopKeeping = clock.after(KEEP_ALIVE_MS, () => {
        send({ context_id: IDLE, text: idleOpen ? '' : ' ' })
        idleOpen = true
        keepAlive()
      })
    }

    /** Sends what waits, as far as socket and contexts allow. */
    function pump(): void {
      if (!socket.open()) return
      for (const { context, opens, texts, finished } of replies.ready()) {
        if (opens) send({ context_id: context, text: ' ' })
        for (const text of texts) send({ context_id: context, text: `${text} ` })
        if (!finished) continue
        send({ context_id: context, flush: true })
        send({ context_id: context, close_context: true })
      }
    }

    function hear(message: SpeechMessage): void {
      if (message.error) {
        socket.close(new PortFailure('protocol', 'error from the voice'))
        return
      }
      const context = message.contextId
      if (context === IDLE || !context) return
      const live = replies.find(context)
      if (live && message.audio) {
        const audio = Buffer.from(message.audio, 'base64')
        const times = message.alignment
        const alignment = times
          ? { text: times.chars.join(''), endsMs: endsMs(times, live.audioBytes / BYTES_PER_MS) }
          : null
        live.audioBytes += audio.byteLength
        emit({ type: 'audio', reply: live.reply, audio, alignment })
      }
      if (message.isFinal || message.is_final) {
        replies.finalised(context)
        if (live) emit({ type: 'rendered', reply: live.reply })
        pump()
      }
    }

    const mouth: Mouth = {
      say(reply, text) {
        characters += text.length
        if (!replies.say(reply, text, WAITING_CHARS_MAX)) socket.close(new PortFailure('overflow', 'speech not taken'))
        pump()
      },
      finish(reply: ReplyId) {
        replies.finish(reply)
        pump()
      },
      cancel(reply) {
        const context = replies.cancel(reply)
        if (context !== null) send({ context_id: context, close_context: true })
        pump()
      },
      characters: () => characters,
      close() {
        send({ close_socket: true })
        socket.close()
      },
    }
    return mouth
  }
}

function query(model: string): string {
  return new URLSearchParams({
    model_id: model,
    output_format: 'ulaw_8000',
    auto_mode: 'true',
    inactivity_timeout: String(INACTIVITY_SECONDS),
    sync_alignment: 'true',
  }).toString()
}
