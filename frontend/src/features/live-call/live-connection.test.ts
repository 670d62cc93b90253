import { describe, expect, it } from 'vitest'
import type { LiveMessage } from '@callback/contracts/live'
import { connectLive, TRIES_MAX, waitMs, type ConnectionState, type SocketEvents } from './live-connection.ts'

const HELLO = JSON.stringify({ type: 'hello', v: 1, oldest: 1, newest: 0 })

/** Sockets and timers by hand: the test says when each opens, speaks, breaks and fires. */
function stage(after: () => number = () => 0) {
  const sockets: { address: string; events: SocketEvents; open: boolean }[] = []
  const timers: { act: () => void; ms: number }[] = []
  const states: ConnectionState[] = []
  const messages: LiveMessage[] = []
  const connection = connectLive({
    address: () => `ws://test/live?after=${after()}`,
    open(address, events) {
      const socket = { address, events, open: true }
      sockets.push(socket)
      return { close: () => (socket.open = false) }
    },
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
    setTimer: (act, ms) => timers.push({ act, ms }),
    clearTimer: () => timers.splice(0),
    random: () => 1,
  })
  const last = () => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket')
    return socket
  }
  const fire = () => timers.shift()?.act()
  return { connection, sockets, timers, states, messages, last, fire }
}

describe('the live connection', () => {
  it('comes back after a break, from where it was', () => {
    let known = 0
    const { last, fire, states, sockets } = stage(() => known)
    last().events.opened()
    known = 17
    last().events.closed()
    fire()
    last().events.opened()
    expect(sockets.map(({ address }) => address)).toEqual(['ws://test/live?after=0', 'ws://test/live?after=17'])
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open'])
  })

  it('waits longer each time, up to a bound, and starts over once it hears something', () => {
    const { last, fire, timers } = stage()
    const waits: number[] = []
    const breakOnce = () => {
      last().events.closed()
      waits.push(timers[0]?.ms ?? 0)
      fire()
    }
    for (let times = 0; times < 7; times += 1) breakOnce()
    last().events.message(HELLO)
    breakOnce()
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 500])
  })

  it('spreads its comings back between half and the whole wait', () => {
    expect([waitMs(3, 0), waitMs(3, 1)]).toEqual([2000, 4000])
  })

  it('gives up after many tries in silence, and tries anew when asked', () => {
    const { connection, last, fire, states } = stage()
    for (let times = 0; times <= TRIES_MAX; times += 1) {
      last().events.closed()
      fire()
    }
    expect(states.at(-1)).toBe('given-up')
    connection.rejoin()
    expect(states.at(-1)).toBe('connecting')
  })

  it('does not listen to a socket it has left', () => {
    const { connection, sockets, messages, states } = stage()
    connection.rejoin()
    sockets[0]?.events.message(HELLO)
    sockets[0]?.events.closed()
    sockets[0]?.events.opened()
    expect(sockets[0]?.open).toBe(false)
    expect(messages).toEqual([])
    expect(states).toEqual(['connecting', 'connecting'])
  })

  it('passes over messages it does not know', () => {
    const { last, messages } = stage()
    for (const data of ['no json', '{"type":"weather"}', new ArrayBuffer(2)]) last().events.message(data)
    last().events.message(HELLO)
    expect(messages).toHaveLength(1)
  })

  it('stays closed once it is closed', () => {
    const { connection, last, timers, states, sockets } = stage()
    connection.close()
    last().events.closed()
    connection.rejoin()
    expect(timers).toEqual([])
    expect(sockets).toHaveLength(1)
    expect(states.at(-1)).toBe('closed')
  })
})
