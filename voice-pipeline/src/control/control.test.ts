import { afterEach, describe, expect, it } from 'vitest'
import { appendTurns } from '@callback/contracts/db/calls'
import { Heartbeat, HEARTBEAT_MS } from '@callback/contracts/node'
import { systemClock, type Clock } from '../call/clock.ts'
import { DB_KEY, failure, fakeBackOffice, NODE_KEY, output, type FakeBackOffice } from '../testing/fake-back-office.ts'
import { inbox } from '../testing/inbox.ts'
import { brief } from '../testing/staged-call.ts'
import { backoffMs } from './backoff.ts'
import { dbProxy, ProcedureError } from './db-proxy.ts'
import { heart } from './heartbeat.ts'
import { EVENTS_MAX, room } from './room.ts'

const open: FakeBackOffice[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((office) => office.stop()))
})
async function office() {
  const one = await fakeBackOffice()
  open.push(one)
  return one
}

const turns = [
  {
    seq: 0,
    speaker: 'caller',
    text: 'a',
    heard: 'a',
    cutShort: false,
    startedAt: '2026-11-21T12:00:00.000Z',
    timings: null,
  } as const,
]
const input = { callId: brief.callId, turns: [...turns] }

describe('procedures', () => {
  const proxy = (url: string, secret = DB_KEY) => dbProxy({ url, key: { id: 'node', secret }, now: () => Date.now() })

  it('are signed, name their caller and carry the capability', async () => {
    const one = await office()
    one.answer = () => output({ stored: 1 })
    expect(await proxy(one.url).run(appendTurns, input, 'cap')).toEqual({ stored: 1 })
    expect(one.ran.all).toEqual([{ name: 'turns.append', caller: 'node', capability: 'cap', input }])
    expect(one.unsigned).toEqual([])
  })

  it('fail with the code that was given, and say whether trying again can help', async () => {
    const one = await office()
    const codeOf = async (url: string, secret?: string) => {
      const error: unknown = await proxy(url, secret)
        .run(appendTurns, input)
        .catch((failed: unknown) => failed)
      return error instanceof ProcedureError ? [error.code, error.passing] : error
    }
    one.answer = () => failure(503, 'unavailable')
    expect(await codeOf(one.url)).toEqual(['unavailable', true])
    one.answer = () => failure(403, 'forbidden')
    expect(await codeOf(one.url)).toEqual(['forbidden', false])
    one.answer = () => ({ status: 502, body: {} })
    expect(await codeOf(one.url)).toEqual(['upstream_failed', true])
    expect(await codeOf(one.url, 'another-key')).toEqual(['bad_signature', false])
    expect(await codeOf('http://127.0.0.1:1')).toEqual(['unreachable', true])
  })
})

/** Runs timers at once, keeping how long they were meant to wait. */
function hurried(waits: number[]): Clock {
  return { ...systemClock, after: (ms, what) => (waits.push(ms), systemClock.after(0, what)) }
}
const silent = { info: () => {}, warn: () => {} }

describe('the heartbeat', () => {
  it('is signed, regular, and sooner again after a failure', async () => {
    const one = await office()
    one.heartbeatStatus = 503
    const waits: number[] = []
    const state = () => ({
      nodeId: 'node-1',
      controlUrl: 'http://localhost:8790',
      streamUrl: 'ws://localhost:8790/stream',
      calls: 0,
      capacity: 100,
      draining: false,
    })
    const edge = { nodeApiUrl: one.url, key: { id: 'node', secret: NODE_KEY }, clock: hurried(waits), random: () => 1 }
    const beats = heart(edge, state, silent)
    await beats.beat()
    one.heartbeatStatus = 204
    await one.beats.until(() => one.beats.all.length === 4)
    beats.stop()
    expect(Heartbeat.parse(one.beats.all[0])).toEqual(state())
    expect(waits[0]).toBeLessThan(1_000)
    expect(waits.slice(1)).toContain(HEARTBEAT_MS)
    expect(one.unsigned).toEqual([])
  })
})

describe('the room', () => {
  const edge = (url: string, clock: Clock) => ({
    nodeApiUrl: url,
    key: { id: 'node', secret: NODE_KEY },
    clock,
    random: () => 0,
  })
  const ended = { type: 'ended', endReason: 'caller_hung_up', connectedSeconds: 3 } as const

  it('is told every event in order over one signed socket, also those from before it opened and after a break', async () => {
    const one = await office()
    one.dropRooms = 2
    const told = room(edge(one.url, systemClock), brief.callId)
    told.tell({ type: 'status', status: 'in-progress' })
    told.tell({ type: 'speaking', who: 'persona' })
    told.tell(ended)
    await one.events.until(({ event }) => JSON.stringify(event).includes('ended'))
    expect(one.events.all).toEqual([
      { path: `/node/calls/${brief.callId}/events`, event: { type: 'status', status: 'in-progress' } },
      { path: `/node/calls/${brief.callId}/events`, event: { type: 'speaking', who: 'persona' } },
      { path: `/node/calls/${brief.callId}/events`, event: ended },
    ])
    expect(one.unsigned).toEqual([])
  })

  it('never grows without bound and never throws while the room is away', async () => {
    const waits = inbox<number>()
    const clock: Clock = { ...systemClock, after: (ms) => (waits.push(ms), () => {}) }
    const told = room(edge('http://127.0.0.1:1', clock), brief.callId)
    for (let count = 0; count < EVENTS_MAX * 3; count++) told.tell({ type: 'speaking', who: 'caller' })
    told.tell(ended)
    await waits.until((ms) => ms < 1_000)
  })
})

describe('the back-off', () => {
  it('grows to its cap and never beyond', () => {
    const waits = [1, 2, 3, 4, 10, 60].map((tries) => backoffMs({ baseMs: 100, capMs: 1_000 }, tries, () => 1))
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000])
  })
})
