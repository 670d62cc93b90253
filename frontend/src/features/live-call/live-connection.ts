// Holds one socket to a call's live room and takes it up again when it breaks. Knows nothing of what the messages mean.
import { LiveMessage } from '@callback/contracts/live'

export type Socket = { close(): void }
export type SocketEvents = { opened(): void; message(data: unknown): void; closed(): void }

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'given-up' | 'closed'

export type ConnectionParts = {
  /** Where to join, with the newest sequence number that is already known. */
  address: () => string
  open: (address: string, events: SocketEvents) => Socket
  onMessage: (message: LiveMessage) => void
  onState: (state: ConnectionState) => void
  setTimer: (act: () => void, ms: number) => unknown
  clearTimer: (timer: unknown) => void
  random: () => number
}

const WAIT_MS_FIRST = 500
const WAIT_MS_MAX = 10_000
/** In a row without a message: some three minutes, far beyond a restart. The person can then ask for another round. */
export const TRIES_MAX = 20

/** Doubles up to the most, and is spread so that many watchers do not come back at one instant. */
export function waitMs(tries: number, random: number): number {
  const full = Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** tries)
  return Math.round(full / 2 + (full / 2) * random)
}

export type LiveConnection = { rejoin(): void; close(): void }

export function connectLive(parts: ConnectionParts): LiveConnection {
  /** The socket in use. What an older one still says is passed over. */
  let current: { socket: Socket | null } | null = null
  let timer: unknown = null
  let tries = 0
  let closed = false

  function join(): void {
    parts.onState('connecting')
    const mine: { socket: Socket | null } = { socket: null }
    current = mine
    mine.socket = parts.open(parts.address(), {
      opened() {
        if (current === mine) parts.onState('open')
      },
      message(data) {
        if (current !== mine) return
        const message = read(data)
        if (message === null) return
        tries = 0
        parts.onMessage(message)
      },
      closed() {
        if (current === mine) comeBack()
      },
    })
  }

  function comeBack(): void {
    current = null
    if (tries >= TRIES_MAX) return parts.onState('given-up')
    parts.onState('waiting')
    timer = parts.setTimer(join, waitMs(tries, parts.random()))
    tries += 1
  }

  function drop(): void {
    if (timer !== null) parts.clearTimer(timer)
    timer = null
    const dropped = current
    current = null
    dropped?.socket?.close()
  }

  join()
  return {
    rejoin() {
      if (closed) return
      drop()
      tries = 0
      join()
    },
    close() {
      if (closed) return
      closed = true
      drop()
      parts.onState('closed')
    },
  }
}

/** A message this page does not know (a newer server's) is passed over; the stored turns will have it. */
function read(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null
  try {
    return LiveMessage.safeParse(JSON.parse(data)).data ?? null
  } catch {
    return null
  }
}
