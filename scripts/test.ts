// `npm test`: format, lint, types and every test; the last line counts them, and the exit code agrees with it.
// With arguments (`npm test -- db-proxy`) only the tests whose path contains them run, without the gates.
import { ROOT } from './stack/folders.ts'
import { workerNames } from './stack/recipients.ts'
import { bundleWorkers } from './stack/worker-bundles.ts'
import { GATES, runGate, type GateResult } from './test/gates.ts'
import { addCounts, runVitest } from './test/run-vitest.ts'
import type { Counts } from './test/vitest-report.ts'

/** Two test files at a time, for two cores; the runner by itself would take one. */
const OTHERS = ['--project', 'plain', '--project', 'postgres', '--maxWorkers', '2']

const began = performance.now()
const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
const filters = process.argv.slice(2)
const [tests, gates] = await Promise.all([runTests(), filters.length === 0 ? runGates() : []])

for (const gate of gates) {
  if (!gate.passed) console.log(`\n--- ${gate.name} ---\n${gate.output}`)
}
console.log('')
for (const gate of gates)
  console.log(`${gate.passed ? 'ok    ' : 'FAILED'}  ${gate.name} (${gate.seconds.toFixed(1)} s)`)
console.log(`${tests.failed === 0 ? 'ok    ' : 'FAILED'}  tests`)
console.log(`took ${seconds()}`)
if (tests.skipped > 0) console.log('A skipped test is a failure: run it or remove it.')

const passed = tests.passed + gates.filter((gate) => gate.passed).length
const failed = tests.failed + gates.filter((gate) => !gate.passed).length
console.log(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
process.exitCode = failed === 0 && tests.skipped === 0 && passed > 0 ? 0 : 1

/** The journey measures sound in real time and mostly waits, so it goes beside the others and before them for the processor. */
async function runTests(): Promise<Counts> {
  if (filters.length > 0) return runVitest([], filters)
  // Once, instead of once in each test that needs them. What does not build is said by the test of the bundles.
  await bundleWorkers(ROOT, workerNames()).catch((error: unknown) => console.error(error))
  const journey = runVitest(['--project', 'journey'], [])
  const others = runVitest(OTHERS, [], { yielding: true })
  return addCounts(await journey, await others)
}

/** Lint takes as long as all the others. */
async function runGates(): Promise<GateResult[]> {
  const lint = GATES.filter(({ name }) => name === 'lint').map(runGate)
  const results: GateResult[] = []
  for (const gate of GATES) if (gate.name !== 'lint') results.push(await runGate(gate))
  return [...results, ...(await Promise.all(lint))]
}
