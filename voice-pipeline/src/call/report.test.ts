import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Turn } from '@callback/contracts/calls'
import type { CallEnd } from '@callback/contracts/node'
import { ProcedureError, type DbProxy } from '../control/db-proxy.ts'
import { finishedCall } from '../testing/fake-back-office.ts'
import { brief } from '../testing/staged-call.ts'
import type { Clock } from './clock.ts'
import { openJournal } from './journal.ts'
import { replay } from './replay.ts'
import { report } from './report.ts'

const call = { callId: brief.callId, capability: 'cap' }
const turn = (seq: number): Turn => ({
  seq,
  speaker: 'caller',
  text: `turn ${seq}`,
  heard: `turn ${seq}`,
  cutShort: false,
  startedAt: '2026-11-21T12:00:05.000Z',
  timings: null,
})
const end: CallEnd = {
  callId: brief.callId,
  endReason: 'caller_hung_up',
  endedAt: '2026-11-21T12:01:00.000Z',
  usage: [],
}

/** Waits of the back-off take no time. */
const clock: Clock = {
  now: () => 0,
  wall: () => new Date(0),
  after: (_ms, what) => {
    queueMicrotask(what)
    return () => {}
  },
}

function fakeDb(outcomes: ('ok' | 'away' | 'refused')[] = []) {
  const ran: { name: string; input: unknown; capability: string | undefined }[] = []
  const db: DbProxy = {
    async run(procedure, input, capability) {
      const outcome = outcomes.shift() ?? 'ok'
      if (outcome === 'away') throw new ProcedureError('unavailable', 'x')
      if (outcome === 'refused') throw new ProcedureError('forbidden', 'x')
      ran.push({ name: procedure.name, input, capability })
      return procedure.output.parse(procedure.name === 'turns.append' ? { stored: 1 } : { call: finishedCall })
    },
  }
  return { ran, delivery: { db, clock, random: () => 0.5 } }
}

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'journal-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

const unexpected = (error: unknown) => {
  throw error
}
const nobodyWrites = () => false

describe('the report of a call', () => {
  it('delivers the turns as they settle, then the end, under the call’s capability, and leaves nothing on the disk', async () => {
    const { ran, delivery } = fakeDb()
    const one = report(delivery, call, await openJournal(dir, call.callId, 1), unexpected)
    one.turn(turn(0))
    one.turn(turn(1))
    expect(await one.end(end)).toBe('delivered')
    expect(ran.map(({ name }) => name)).toEqual(['turns.append', 'call.finish'])
    expect(ran[0]).toMatchObject({ input: { turns: [turn(0), turn(1)] } })
    expect(ran.every(({ capability }) => capability === 'cap')).toBe(true)
    expect(await readdir(dir)).toEqual([])
  })

  it('sends again what an outage held back, before the end', async () => {
    const { ran, delivery } = fakeDb(['away', 'away', 'away', 'ok', 'away'])
    const one = report(delivery, call, await openJournal(dir, call.callId, 1), unexpected)
    one.turn(turn(0))
    one.turn(turn(1))
    expect(await one.end(end)).toBe('delivered')
    expect(ran.at(-2)).toMatchObject({ name: 'turns.append', input: { turns: [turn(0), turn(1)] } })
    expect(ran.at(-1)).toMatchObject({ name: 'call.finish', input: end })
  })

  it('delivers even when the disk takes nothing', async () => {
    const { ran, delivery } = fakeDb()
    const full = () => Promise.reject(new Error('ENOSPC'))
    const failures: unknown[] = []
    const one = report(delivery, call, { write: full, remove: full, close: full }, (error) => failures.push(error))
    one.turn(turn(0))
    expect(await one.end(end)).toBe('delivered')
    expect(ran.map(({ name }) => name)).toEqual(['turns.append', 'call.finish'])
    expect(failures).not.toEqual([])
  })

  it('gives up after a bounded number of tries and leaves the call to the journal', async () => {
    const { delivery } = fakeDb(Array.from({ length: 50 }, () => 'away' as const))
    const one = report(delivery, call, await openJournal(dir, call.callId, 1), unexpected)
    one.turn(turn(0))
    expect(await one.end(end)).toBe('later')
    const after = fakeDb()
    expect(await replay(after.delivery, dir, nobodyWrites)).toEqual({ delivered: 1, later: 0, refused: 0 })
    expect(after.ran.map(({ name }) => name)).toEqual(['turns.append', 'call.finish'])
    expect(await readdir(dir)).toEqual([])
  })
})

describe('the journal', () => {
  it('lets the next process finish a call whose own died, torn last line and all', async () => {
    const journal = await openJournal(dir, call.callId, 1)
    await journal.write({ kind: 'call', ...call })
    await journal.write({ kind: 'turn', turn: turn(0) })
    await journal.close()
    const path = join(dir, `${call.callId}.1.jsonl`)
    await writeFile(path, `${await readFile(path, 'utf8')}{"kind":"turn","tu`)
    await utimes(path, new Date(0), new Date('2026-11-21T12:00:30.000Z'))
    const { ran, delivery } = fakeDb()
    expect(await replay(delivery, dir, nobodyWrites)).toMatchObject({ delivered: 1 })
    expect(ran[0]).toMatchObject({ name: 'turns.append', input: { callId: call.callId, turns: [turn(0)] } })
    expect(ran[1]).toMatchObject({
      name: 'call.finish',
      input: { endReason: 'node_lost', endedAt: '2026-11-21T12:00:30.000Z' },
    })
  })

  it('leaves alone what a living process writes', async () => {
    const journal = await openJournal(dir, call.callId, 77)
    await journal.write({ kind: 'call', ...call })
    const { ran, delivery } = fakeDb()
    expect(await replay(delivery, dir, (_callId, pid) => pid === 77)).toEqual({ delivered: 0, later: 0, refused: 0 })
    expect(ran).toEqual([])
    await journal.close()
  })

  it('sets aside what db-proxy refuses for good, and what is no journal', async () => {
    const journal = await openJournal(dir, call.callId, 1)
    await journal.write({ kind: 'call', ...call })
    await journal.close()
    await writeFile(join(dir, 'cal_00000000000000000002.1.jsonl'), 'garbage\n')
    expect(await replay(fakeDb(['refused']).delivery, dir, nobodyWrites)).toEqual({
      delivered: 0,
      later: 0,
      refused: 1,
    })
    expect((await readdir(dir)).every((name) => name.endsWith('.refused'))).toBe(true)
  })
})
