import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { spawnKept } from './kept-child.ts'
import { isAlive } from './signals.ts'

const folder = await mkdtemp(join(tmpdir(), 'callbackapp-kept-'))
afterAll(() => rm(folder, { recursive: true }))

const FOREVER = 'setInterval(() => undefined, 1000)'
const DEAF = `process.on('SIGTERM', () => undefined); console.log('deaf'); ${FOREVER}`

it('stops a child that listens, and says how a child ended', async () => {
  const logFile = join(folder, 'plain.log')
  const child = await spawnKept({ name: 'plain', command: process.execPath, args: ['-e', FOREVER], logFile, env: {} })
  await child.stop(4000)
  expect(await child.ended).toBe('was ended by SIGTERM')
  const args = ['-e', 'console.error("no such table"); process.exit(3)']
  const failing = await spawnKept({ name: 'failing', command: process.execPath, args, logFile, env: {} })
  expect(await failing.ended).toBe('ended with code 3')
  expect(await failing.lastLines()).toBe('no such table')
})

it('says that a program is missing', async () => {
  const missing = {
    name: 'ghost',
    command: join(folder, 'ghost'),
    args: [],
    logFile: join(folder, 'ghost.log'),
    env: {},
  }
  await expect(spawnKept(missing)).rejects.toThrow(/ghost could not be run .*ENOENT/)
})

it('leaves no child behind when its parent is killed, not even a deaf one', async () => {
  const parent = fork(join(import.meta.dirname, 'kept-child.parent.fake.ts'), [folder, DEAF, FOREVER])
  const [message] = await new Promise<unknown[]>((resolve) => parent.once('message', (...args) => resolve(args)))
  const pids = z.array(z.int()).parse(message)
  expect(pids.map(isAlive)).toEqual([true, true])
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), { timeout: 8000, interval: 50 })
})
