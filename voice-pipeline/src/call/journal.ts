// What happened in one call, on this machine's disk, a line per fact, flushed before it is passed on.
// A process that died leaves its journals behind; the next one delivers them.
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Turn } from '@callback/contracts/calls'
import { CapabilityToken } from '@callback/contracts/capability'
import { CallId } from '@callback/contracts/ids'
import { CallEnd } from '@callback/contracts/node'
import { z } from 'zod'
import { jsonOrNull } from '../speech/json.ts'

const Entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), callId: CallId, capability: CapabilityToken }),
  z.object({ kind: z.literal('turn'), turn: Turn }),
  z.object({ kind: z.literal('end'), end: CallEnd }),
])
export type Entry = z.infer<typeof Entry>

/** A call as its journal tells it. */
export type Told = {
  path: string
  callId: CallId
  capability: string
  turns: Turn[]
  end: CallEnd | null
  lastAt: Date
}

export interface Journal {
  /** Resolves when the entry is on the disk. */
  write(entry: Entry): Promise<void>
  /** Everything was delivered: nothing personal stays on this disk. */
  remove(): Promise<void>
  close(): Promise<void>
}

/** When the disk takes nothing: the call is held all the same, only a crash would lose its turns. */
export const noJournal: Journal = {
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

const NAME = /^(cal_[0-9a-y]{20})\.(\d+)\.jsonl$/

/** Holds a capability and a conversation: readable by this user only. */
export async function openJournal(dir: string, callId: CallId, pid: number): Promise<Journal> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, `${callId}.${pid}.jsonl`)
  const file = await open(path, 'a', 0o600)
  return {
    async write(entry) {
      await file.appendFile(`${JSON.stringify(entry)}\n`)
      await file.datasync()
    },
    async remove() {
      await file.close()
      await unlink(path)
    },
    close: () => file.close(),
  }
}

/** Journals nobody writes any more. `written` says whether the call, held by the process of that id, may still be. */
export async function leftJournals(dir: string, written: (callId: string, pid: number) => boolean): Promise<Told[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const told: Told[] = []
  for (const name of await readdir(dir)) {
    const match = NAME.exec(name)
    if (!match?.[1] || written(match[1], Number(match[2]))) continue
    const path = join(dir, name)
    const one = tell(path, await readFile(path, 'utf8'), (await stat(path)).mtime)
    if (one) told.push(one)
    else await setAside(path)
  }
  return told
}

/** Kept for an operator's eyes, never delivered. */
export function setAside(path: string): Promise<void> {
  return rename(path, `${path}.refused`)
}

/** The last line may be torn; null when even the first is missing. */
function tell(path: string, text: string, lastAt: Date): Told | null {
  const entries = text.split('\n').flatMap((line) => {
    const entry = Entry.safeParse(jsonOrNull(line))
    return entry.success ? [entry.data] : []
  })
  const call = entries.find((entry) => entry.kind === 'call')
  if (!call) return null
  const turns = entries.flatMap((entry) => (entry.kind === 'turn' ? [entry.turn] : []))
  const end = entries.find((entry) => entry.kind === 'end')?.end ?? null
  return { path, callId: call.callId, capability: call.capability, turns, end, lastAt }
}
