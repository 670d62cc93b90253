// `npm test`: format, lint, types and every test; the last line counts them, and the exit code agrees with it.
// With arguments (`npm test -- db-proxy`) only the tests whose path contains them run, without the gates.
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './stack/folders.ts'
import { GATES, runGate, type GateResult } from './test/gates.ts'
import { readCounts, type Counts } from './test/vitest-report.ts'

const REPORT = join(ROOT, '.cache', 'vitest-report.json')
const filters = process.argv.slice(2)

const began = performance.now()
await mkdir(join(ROOT, '.cache'), { recursive: true })
// Two lanes, for two cores: the tests in one, the gates one after another in the other.
const [tests, gates] = await Promise.all([runTests(), filters.length === 0 ? runGates() : []])

for (const gate of gates) {
  if (!gate.passed) console.log(`\n--- ${gate.name} ---\n${gate.output}`)
}
console.log('')
for (const gate of gates)
  console.log(`${gate.passed ? 'ok    ' : 'FAILED'}  ${gate.name} (${gate.seconds.toFixed(1)} s)`)
console.log(`${tests.failed === 0 ? 'ok    ' : 'FAILED'}  tests`)
console.log(`took ${((performance.now() - began) / 1000).toFixed(1)} s`)
if (tests.skipped > 0) console.log('A skipped test is a failure: run it or remove it.')

const passed = tests.passed + gates.filter((gate) => gate.passed).length
const failed = tests.failed + gates.filter((gate) => !gate.passed).length
console.log(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
process.exitCode = failed === 0 && tests.skipped === 0 && passed > 0 ? 0 : 1

async function runTests(): Promise<Counts> {
  await rm(REPORT, { force: true })
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...filters], { cwd: ROOT, stdio: 'inherit' })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    return readCounts(await readFile(REPORT, 'utf8'), code)
  } catch (error) {
    console.error('The test runner left no report:', error)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

async function runGates(): Promise<GateResult[]> {
  const results: GateResult[] = []
  for (const gate of GATES) results.push(await runGate(gate))
  return results
}
