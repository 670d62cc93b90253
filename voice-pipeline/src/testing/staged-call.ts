// A whole call on fake ports and a manual clock, written as a script.
import type { Turn } from '@callback/contracts/calls'
import type { LiveEvent } from '@callback/contracts/live'
import { Brief, type CallEnd } from '@callback/contracts/node'
import { holdCall } from '../call/call.ts'
import { fakeEar, fakeLine, fakeMind, fakeMouth } from './fake-ports.ts'
import { manualClock } from './manual-clock.ts'

export const APOLOGY = { audio: new Uint8Array(8_000), text: 'Sorry, something is not working. Goodbye.' }

export const brief = Brief.parse({
  callId: 'cal_00000000000000000001',
  accountId: 'acc_00000000000000000001',
  epoch: 1,
  direction: 'outbound',
  trust: 'known',
  persona: {
    id: 'per_00000000000000000001',
    version: 1,
    name: 'Brad',
    instructions: 'You are a coach.',
    voiceId: 'nPczCjzI2devNBz1zQrb',
    mind: { provider: 'cerebras', model: 'gpt-oss-120b', reasoningEffort: 'low' },
    mouthModel: 'eleven_flash_v2_5',
    earModel: 'flux-general-en',
  },
  caller: { firstName: 'Dana', zone: 'America/New_York' },
  context: 'I skipped the gym',
  facts: [],
  answeredAt: '2026-11-21T12:00:00.000Z',
  heldSeconds: 120,
})

export function stagedCall(over: Partial<Brief> = {}) {
  const clock = manualClock()
  const ear = fakeEar()
  const mind = fakeMind()
  const mouth = fakeMouth()
  const turns: Turn[] = []
  const events: LiveEvent[] = []
  const ends: CallEnd[] = []
  const warnings: string[] = []
  const counts = { interrupted: 0, staleBytes: 0 }
  const line = fakeLine(clock, (name) => {
    call.fromLine({ type: 'marked', name })
  })
  const call = holdCall({
    brief: { ...brief, ...over },
    line: line.port,
    openEar: ear.open,
    mind: mind.mind,
    openMouth: mouth.open,
    clock,
    apology: APOLOGY,
    meter: {
      answered: () => {},
      interrupted: () => void counts.interrupted++,
      failed: (port, kind) => void warnings.push(`${port} ${kind}`),
      staleAudio: (bytes) => void (counts.staleBytes += bytes),
      ended: () => {},
    },
    tell: (event) => void events.push(event),
    settled: (turn) => void turns.push(turn),
    ended: (end) => void ends.push(end),
    log: { warn: () => {}, error: (_about, message) => void warnings.push(message) },
  })
  return {
    clock,
    ear,
    mind,
    mouth,
    line,
    call,
    turns,
    events,
    ends,
    warnings,
    counts,
    words: (text: string) => {
      ear.tell({ type: 'words', text })
    },
    says: (text: string) => {
      ear.tell({ type: 'words', text })
      ear.tell({ type: 'done', text, lagMs: 300 })
    },
    /** Until the line has played everything. */
    listen: () => {
      clock.advance(line.unplayedMs() + 1)
    },
  }
}
