// The line: one accepted Media Streams socket. Speaks to nobody until `start` has come; a broken message closes this socket only.
import type { WebSocket } from 'ws'
import type { Clock } from '../call/clock.ts'
import { jsonOrNull } from '../speech/json.ts'
import { PortFailure, type Line, type LineFact } from '../speech/ports.ts'
import { StreamMessage } from './messages.ts'

export type Started = { streamSid: string; callSid: string; parameters: Readonly<Record<string, string>> }

/** From the upgrade to `start`. */
export const START_MS_MAX = 3_000
/** The line sends a frame every 20 ms; none for this long means that it is gone. */
export const LINE_SILENT_MS_MAX = 10_000
/** Unsent bytes at which the line counts as stuck: two minutes of a reply. */
const BUFFERED_BYTES_MAX = 2 * 1024 * 1024

export function twilioLine(
  socket: WebSocket,
  clock: Clock,
  started: (start: Started) => void,
  emit: (fact: LineFact) => void,
): Line {
  let streamSid: string | null = null
  let over = false
  let fresh = false
  let stopWaiting = clock.after(START_MS_MAX, () => {
    finish(new PortFailure('timeout', 'no start message'))
  })

  function finish(failure: PortFailure | null): void {
    if (over) return
    over = true
    stopWaiting()
    if (failure) socket.close(1008)
    else socket.close(1000)
    stopWaiting = clock.after(CLOSE_MS_MAX, () => {
      socket.terminate()
    })
    emit({ type: 'closed', failure })
  }

  function watch(): void {
    stopWaiting = clock.after(LINE_SILENT_MS_MAX, () => {
      if (!fresh) finish(new PortFailure('timeout', 'no frames'))
      fresh = false
      if (!over) watch()
    })
  }

  function take(message: StreamMessage): void {
    switch (message.event) {
      case 'start':
        if (streamSid !== null) {
          finish(new PortFailure('protocol', 'second start'))
          return
        }
        streamSid = message.streamSid
        stopWaiting()
        watch()
        started({ streamSid, callSid: message.start.callSid, parameters: message.start.customParameters })
        return
      case 'media':
        if (message.streamSid === streamSid)
          emit({ type: 'audio', audio: Buffer.from(message.media.payload, 'base64') })
        return
      case 'mark':
        if (message.streamSid === streamSid) emit({ type: 'marked', name: message.mark.name })
        return
      case 'dtmf':
        if (message.streamSid === streamSid) emit({ type: 'pressed', digit: message.dtmf.digit })
        return
      case 'stop':
        if (message.streamSid === streamSid) emit({ type: 'stopped' })
        return
      case 'other':
        return
    }
  }

  socket.on('message', (data, isBinary) => {
    if (over) return
    fresh = true
    const parsed =
      isBinary || !(data instanceof Buffer) ? null : StreamMessage.safeParse(jsonOrNull(data.toString('utf8')))
    if (parsed?.success) take(parsed.data)
    else finish(new PortFailure('protocol', 'unreadable message'))
  })
  socket.on('error', (error) => {
    finish(new PortFailure('protocol', error.message))
  })
  socket.on('close', (code) => {
    stopWaiting()
    if (over) return
    over = true
    emit({ type: 'closed', failure: new PortFailure('dropped', `closed with ${code}`) })
  })

  function send(message: object): void {
    if (over || streamSid === null) return
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) finish(new PortFailure('overflow', 'line does not read'))
    else socket.send(JSON.stringify({ ...message, streamSid }))
  }

  return {
    play(audio) {
      const payload = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64')
      send({ event: 'media', media: { payload } })
    },
    mark(name) {
      send({ event: 'mark', mark: { name } })
    },
    clear() {
      send({ event: 'clear' })
    },
    close() {
      finish(null)
    },
  }
}

/** How long the far end may take to close its side. */
const CLOSE_MS_MAX = 2_000
