// For a test: starts one kept child per program given, and tells their process ids once each has printed or had time to.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { spawnKept } from './kept-child.ts'

const [folder = '', ...programs] = process.argv.slice(2)
const pids: number[] = []
for (const [index, program] of programs.entries()) {
  const logFile = join(folder, `child-${index}.log`)
  const child = await spawnKept({ name: 'child', command: process.execPath, args: ['-e', program], logFile, env: {} })
  while (program.includes('console.log') && (await readFile(logFile, 'utf8')) === '') await delay(10)
  pids.push(child.pid)
}
process.send?.(pids)
setInterval(() => undefined, 1000)
