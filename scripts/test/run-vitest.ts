// Runs the test runner and reads what it says about its own run. Its output goes straight to the terminal.
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../stack/folders.ts'
import { yielding } from './yielding.ts'
import { readCounts, type Counts } from './vitest-report.ts'

let runs = 0

export async function runVitest(
  options: readonly string[],
  filters: readonly string[],
  manner: { yielding: boolean } = { yielding: false },
): Promise<Counts> {
  const report = join(ROOT, '.cache', `vitest-report-${++runs}.json`)
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  await rm(report, { force: true })
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const command = [process.execPath, vitest, 'run', ...reporters, ...options, ...filters]
  const [program = process.execPath, ...args] = manner.yielding ? yielding(command) : command
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    return readCounts(await readFile(report, 'utf8'), code)
  } catch (error) {
    console.error('The test runner left no report:', error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
