// One stack per checkout: two would share the data folder.
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readIfThere } from './read-if-there.ts'
import { Sentence } from './sentence.ts'
import { isAlive, isCode } from './signals.ts'

/** Takes the lock or says who has it; the result gives it back. */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true })
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' })
      return () => rm(file, { force: true })
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
    const pid = Number(await readIfThere(file))
    if (isStack(pid)) {
      throw new Sentence(`The stack is already running from this folder (process ${pid}): use it, or stop it first.`)
    }
    // Left by a run that was killed.
    await rm(file, { force: true })
  }
}

/** A pid comes round again, so on Linux its program is looked at as well. */
function isStack(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts/start.ts')
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return false
    throw error
  }
}
