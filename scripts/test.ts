// `npm test`: format, lint, types and every test; the last line counts them, and the exit code agrees with it.
// With arguments (`npm test -- db-proxy`) only the tests whose path contains them run, without the gates.
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './stack/folders.ts'
import { GATES, GIVING_WAY, runGate, type GateResult } from './test/gates.ts'
import { readCounts, type Counts } from './test/vitest-report.ts'

/** Projects of vitest.config.ts. The journey measures sound as it happens, so whatever runs beside it gives way to it. */
const LANES = [
  { name: 'tests', projects: ['plain', 'postgres'], givesWay: true },
  { name: 'journey', projects: ['journey'], givesWay: false },
] as const

const filters = process.argv.slice(2)

const began = performance.now()
await mkdir(join(ROOT, '.cache'), { recursive: true })
// Lanes for two cores: the tests, the journey (which mostly waits), and the gates one after another.
const [tests, journey, gates] = await Promise.all([
  runTests(LANES[0]),
  runTests(LANES[1]),
  filters.length === 0 ? runGates() : [],
])

for (const gate of gates) {
  if (!gate.passed) console.log(`\n--- ${gate.name} ---\n${gate.output}`)
}
console.log('')
for (const gate of gates)
  console.log(`${gate.passed ? 'ok    ' : 'FAILED'}  ${gate.name} (${gate.seconds.toFixed(1)} s)`)
for (const [index, { name }] of LANES.entries())
  console.log(`${[tests, journey][index]?.failed === 0 ? 'ok    ' : 'FAILED'}  ${name}`)
console.log(`took ${((performance.now() - began) / 1000).toFixed(1)} s`)
const skipped = tests.skipped + journey.skipped
if (skipped > 0) console.log('A skipped test is a failure: run it or remove it.')

const passed = tests.passed + journey.passed + gates.filter((gate) => gate.passed).length
const failed = tests.failed + journey.failed + gates.filter((gate) => !gate.passed).length
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 && skipped === 0 && passed > 0 ? 0 : 1

async function runTests({ name, projects, givesWay }: (typeof LANES)[number]): Promise<Counts> {
  const report = join(ROOT, '.cache', `vitest-${name}.json`)
  await rm(report, { force: true })
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [
    ...projects.flatMap((project) => ['--project', project]),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    // A filter may leave a lane empty; that nothing at all ran is noticed below.
    ...(filters.length > 0 ? ['--passWithNoTests'] : []),
  ]
  const child = spawn(process.execPath, [vitest, 'run', ...args, ...filters], { cwd: ROOT, stdio: 'inherit' })
  if (givesWay && child.pid !== undefined) setPriority(child.pid, GIVING_WAY)
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

async function runGates(): Promise<GateResult[]> {
  const results: GateResult[] = []
  for (const gate of GATES) results.push(await runGate(gate))
  return results
}
