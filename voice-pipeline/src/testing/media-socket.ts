// Both ends of a media socket: ours is handed to `accept`, Twilio's is driven by the test.
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { listening } from '../listening.ts'
import { jsonOrNull } from '../speech/json.ts'
import { inbox } from './inbox.ts'

export const STREAM = 'MZ00000000000000000000000000000001'
export const CALL_SID = 'CA00000000000000000000000000000001'

export const startMessage = (customParameters: Record<string, string> = {}) => ({
  event: 'start',
  sequenceNumber: '1',
  streamSid: STREAM,
  start: {
    streamSid: STREAM,
    accountSid: 'AC1',
    callSid: CALL_SID,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters,
  },
})

export const mediaMessage = (payload: string, streamSid = STREAM) => ({
  event: 'media',
  sequenceNumber: '2',
  streamSid,
  media: { track: 'inbound', chunk: '1', timestamp: '20', payload },
})

export type Sent = { event?: string; streamSid?: string; media?: { payload: string }; mark?: { name: string } }

/** Twilio's end of a socket that is open or opening. */
export function twilioEnd(socket: WebSocket) {
  const received = inbox<Sent>()
  const closed = inbox<number>()
  socket.on('message', (data) => {
    const message = jsonOrNull(data instanceof Buffer ? data.toString('utf8') : '')
    received.push(typeof message === 'object' && message !== null ? { ...message } : {})
  })
  socket.on('close', (code) => {
    closed.push(code)
  })
  socket.on('error', () => {
    closed.push(-1)
  })
  return {
    socket,
    received,
    closed,
    say(message: object | string | Buffer) {
      socket.send(typeof message === 'string' || message instanceof Buffer ? message : JSON.stringify(message))
    },
  }
}

export async function mediaSocket(accept: (socket: WebSocket) => void) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, maxPayload: 64 * 1024 })
  const accepted = new Promise<void>((resolve) => {
    sockets.on('connection', (socket) => {
      accept(socket)
      resolve()
    })
  })
  const port = await listening(server, 0)
  const end = twilioEnd(new WebSocket(`ws://127.0.0.1:${port}`))
  await accepted
  await new Promise<void>((resolve) => {
    if (end.socket.readyState === WebSocket.OPEN) resolve()
    else end.socket.once('open', resolve)
  })
  return {
    ...end,
    stop() {
      end.socket.terminate()
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
