// What is checked beside the tests: format, lint and types. Each is one program with an exit code.
import { join } from 'node:path'
import { ROOT } from '../stack/folders.ts'
import { runToEnd } from '../stack/run-to-end.ts'

export interface Gate {
  name: string
  args: readonly string[]
}

export interface GateResult {
  name: string
  passed: boolean
  seconds: number
  output: string
}

const bin = (folder: string, file: string) => join(ROOT, folder, 'node_modules', file)

/** The journey measures sound as it happens; gates and other tests give way to it. */
export const GIVING_WAY = 10

export const GATES: readonly Gate[] = [
  { name: 'types: Node programs', args: [bin('', 'typescript/bin/tsc'), '-p', 'tsconfig.node.json'] },
  { name: 'types: Workers', args: [bin('', 'typescript/bin/tsc'), '-p', 'tsconfig.workers.json'] },
  { name: 'types: web app', args: [bin('', 'vue-tsc/bin/vue-tsc.js'), '-p', 'frontend/tsconfig.json'] },
  // Without a cache: what it knows of a file's types depends on other files.
  { name: 'lint', args: [bin('', 'eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  {
    name: 'format',
    args: [
      bin('', 'prettier/bin/prettier.cjs'),
      ...['--check', '.', '--log-level', 'warn'],
      ...['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/prettier'],
    ],
  },
]

export async function runGate(gate: Gate): Promise<GateResult> {
  const began = performance.now()
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const { code, output } = await runToEnd(process.execPath, gate.args, { cwd: ROOT, env, priority: GIVING_WAY })
  return { name: gate.name, passed: code === 0, seconds: (performance.now() - began) / 1000, output: output.trim() }
}
