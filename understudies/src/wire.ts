// A websocket as a vendor's code sees it, under the faults in force.
import type { RawData, WebSocket } from 'ws'
import { type FaultSettings, garbled } from './faults.ts'

export interface Hearing {
  text(text: string): void
  bytes?(bytes: Buffer): void
  ping?(): void
  closed?(): void
}

/** What is sent may be garbled or swallowed on its way. */
export interface Wire {
  send(message: unknown): void
  close(code: number, reason: string): void
  listen(hearing: Hearing): void
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

export function wireOf(ws: WebSocket, settings: () => FaultSettings): Wire {
  return {
    send(message) {
      if (ws.readyState === ws.OPEN && !settings().silentSocket) ws.send(garbled(JSON.stringify(message), settings()))
    },
    close: (code, reason) => ws.close(code, reason),
    listen(hearing) {
      ws.on('message', (data, isBinary) => {
        if (isBinary) hearing.bytes?.(bufferOf(data))
        else hearing.text(bufferOf(data).toString('utf8'))
      })
      ws.on('ping', () => hearing.ping?.())
      ws.on('close', () => hearing.closed?.())
    },
  }
}
