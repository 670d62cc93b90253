// The ear: Deepgram Flux over its WebSocket, mu-law 8 kHz straight from the line.
// By `ws` and not by the vendor's SDK: that parses server frames unguarded inside the socket's listener, so one garbled
// frame would be an uncaught exception for every call of the process, and it hides why a handshake was refused.
import type { Clock } from '../call/clock.ts'
import { BYTES_PER_MS, PortFailure, ULAW_SILENCE, type Ear, type OpenEar } from '../speech/ports.ts'
import { providerSocket } from '../speech/provider-socket.ts'
import { chunker } from './chunker.ts'
import { FluxMessage, type TurnInfo } from './messages.ts'

/** Flux wants 80 ms at a time: four frames of the line. */
export const CHUNK_BYTES = 640
/** The line is looked at this often; when it paused (hold, lost frames) twice in a row, silence is fed for the time that passed,
 * as Flux's own timers run on audio. Once is no proof: after a stall of this process, frames may only wait to be read. */
export const PAUSE_MS = 250
/** Audio kept while the socket opens; longer than the handshake may take, oldest dropped first. */
export const PENDING_BYTES_MAX = 5_000 * BYTES_PER_MS
/** A turn was begun and then nothing more came, though audio was sent: twice Flux's own end-of-turn timeout. */
export const MUTE_MS_MAX = 10_000

const SILENCE = new Uint8Array(PAUSE_MS * BYTES_PER_MS).fill(ULAW_SILENCE)
const CLOSE_STREAM = JSON.stringify({ type: 'CloseStream' })

/** `baseUrl`: ws(s) origin. */
export function flux(config: { apiKey: string; baseUrl: string; clock: Clock }): OpenEar {
  return (options, emit) => {
    const { clock } = config
    const chunks = chunker(CHUNK_BYTES, PENDING_BYTES_MAX)
    let sentBytes = 0
    let fresh = false
    let pauses = 0
    let stopFeeding = () => {}
    let stopWatching = () => {}

    const socket = providerSocket({
      url: `${config.baseUrl}/v2/listen?${query(options)}`,
      headers: { authorization: `Token ${config.apiKey}` },
      schema: FluxMessage,
      clock,
      onOpen() {
        emit({ type: 'opened' })
        flush()
        feed()
      },
      onMessage(message) {
        if (message.type === 'TurnInfo') turn(message)
        if (message.type === 'Error') socket.close(new PortFailure('protocol', message.code))
      },
      onClosed: (failure) => {
        stopFeeding()
        stopWatching()
        emit({ type: 'closed', failure })
      },
    })

    function flush(): void {
      for (let chunk = chunks.take(); chunk !== null && socket.send(chunk); chunk = chunks.take())
        sentBytes += chunk.byteLength
    }

    function feed(): void {
      stopFeeding = clock.after(PAUSE_MS, () => {
        pauses = fresh ? 0 : pauses + 1
        if (pauses === 2) chunks.push(SILENCE)
        if (pauses >= 2) chunks.push(SILENCE)
        fresh = false
        flush()
        feed()
      })
    }

    function watch(): void {
      stopWatching()
      stopWatching = clock.after(MUTE_MS_MAX, () => {
        socket.close(new PortFailure('timeout', 'no word since the turn began'))
      })
    }

    function turn(info: TurnInfo): void {
      switch (info.event) {
        case 'StartOfTurn':
        case 'Update':
        case 'TurnResumed':
          // Some updates come between turns; only a turn that was begun must end.
          if (info.event === 'StartOfTurn' || info.transcript !== '') watch()
          emit({ type: 'words', text: info.transcript })
          return
        case 'EndOfTurn':
          stopWatching()
          emit({ type: 'done', text: info.transcript, lagMs: lagMs(info) })
          return
        default:
          return
      }
    }

    function lagMs(info: TurnInfo): number {
      const lastWordEnd = info.words.findLast((word) => word.end !== undefined)?.end
      return Math.max(0, sentBytes / BYTES_PER_MS - (lastWordEnd ?? info.audio_window_end) * 1000)
    }

    const ear: Ear = {
      write(audio) {
        chunks.push(audio)
        fresh = true
        if (socket.open()) flush()
      },
      heardMs: () => sentBytes / BYTES_PER_MS,
      close() {
        socket.send(CLOSE_STREAM)
        socket.close()
      },
    }
    return ear
  }
}

function query(options: { model: string; keyterms: readonly string[] }): string {
  const parameters = new URLSearchParams({ model: options.model, encoding: 'mulaw', sample_rate: '8000' })
  for (const term of options.keyterms) parameters.append('keyterm', term)
  return parameters.toString()
}
