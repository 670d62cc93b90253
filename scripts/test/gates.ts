// What is checked beside the tests: format, lint and types. Each is one program with an exit code.
import { join } from 'node:path'
import { ROOT } from '../stack/folders.ts'
import { runToEnd } from '../stack/run-to-end.ts'
import { yielding } from './yielding.ts'

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
  const [program = process.execPath, ...args] = yielding([process.execPath, ...gate.args])
  const { code, output } = await runToEnd(program, args, { cwd: ROOT, env })
  return { name: gate.name, passed: code === 0, seconds: (performance.now() - began) / 1000, output: output.trim() }
}
