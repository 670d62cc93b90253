// Delivers what earlier processes, or an outage of db-proxy, left in the journals.
import { unlink } from 'node:fs/promises'
import type { CallEnd } from '@callback/contracts/node'
import { leftJournals, setAside, type Told } from './journal.ts'
import { deliver, type Delivery } from './report.ts'

/** How often undelivered journals are tried again while the process runs. */
export const REPLAY_MS = 60_000

export type Replayed = { delivered: number; later: number; refused: number }

/** A call whose journal has no end died with its process: it ended, for all anybody knows, when that was last written. */
function endOf(told: Told): CallEnd {
  return told.end ?? { callId: told.callId, endReason: 'node_lost', endedAt: told.lastAt.toISOString(), usage: [] }
}

export async function replay(
  delivery: Delivery,
  dir: string,
  written: (callId: string, pid: number) => boolean,
): Promise<Replayed> {
  const count: Replayed = { delivered: 0, later: 0, refused: 0 }
  for (const told of await leftJournals(dir, written)) {
    const outcome = await deliver(delivery, { ...told, end: endOf(told) }, 1)
    count[outcome]++
    if (outcome === 'delivered') await unlink(told.path)
    if (outcome === 'refused') await setAside(told.path)
  }
  return count
}

export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
