// Runs a program that ends by itself and gives back what it said; ended early when the signal is aborted.
import { spawn } from 'node:child_process'

export interface RunOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  signal?: AbortSignal
}

export async function runToEnd(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, output }
}
