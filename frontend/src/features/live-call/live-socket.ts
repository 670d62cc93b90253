// The browser's side of a live connection: a real WebSocket, real timers, and its state for the page.
import { shallowRef, type ShallowRef } from 'vue'
import type { LiveMessage } from '@callback/contracts/live'
import {
  connectLive,
  type ConnectionState,
  type LiveConnection,
  type Socket,
  type SocketEvents,
} from './live-connection.ts'

export type LiveSocket = {
  state: ShallowRef<ConnectionState>
  join(callId: string, after: () => number, onMessage: (message: LiveMessage) => void): void
  rejoin(): void
  leave(): void
}

export function liveAddress(origin: string, callId: string, after: number): string {
  const url = new URL(`/v1/calls/${encodeURIComponent(callId)}/live`, origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.searchParams.set('after', String(after))
  return url.href
}

export function useLiveSocket(origin: string): LiveSocket {
  const state = shallowRef<ConnectionState>('closed')
  let connection: LiveConnection | null = null

  function leave(): void {
    connection?.close()
    connection = null
  }

  return {
    state,
    leave,
    rejoin: () => connection?.rejoin(),
    join(callId, after, onMessage) {
      leave()
      connection = connectLive({
        address: () => liveAddress(origin, callId, after()),
        open: openSocket,
        onMessage,
        onState: (next) => (state.value = next),
        setTimer: (act, ms) => setTimeout(act, ms),
        clearTimer: (timer) => clearTimeout(typeof timer === 'number' ? timer : undefined),
        random: Math.random,
      })
    },
  }
}

function openSocket(address: string, events: SocketEvents): Socket {
  const socket = new WebSocket(address)
  socket.addEventListener('open', () => events.opened())
  socket.addEventListener('message', ({ data }) => events.message(data))
  socket.addEventListener('close', () => events.closed())
  return socket
}
