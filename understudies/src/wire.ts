// A websocket as a vendor's code sees it, under the faults in force.
import type { WebSocket } from 'ws'
import { type FaultSettings, garbled } from './faults.ts'

/** What is sent may be garbled or swallowed on its way. */
export interface Wire {
  send(message: unknown): void
  sendBytes(bytes: Uint8Array): void
  close(code: number, reason: string): void
  readonly ws: WebSocket
}

export function wireOf(ws: WebSocket, settings: () => FaultSettings): Wire {
  const open = (): boolean => ws.readyState === ws.OPEN && !settings().silentSocket
  return {
    ws,
    send(message) {
      if (open()) ws.send(garbled(JSON.stringify(message), settings()))
    },
    sendBytes(bytes) {
      if (open()) ws.send(bytes)
    },
    close: (code, reason) => ws.close(code, reason),
  }
}
