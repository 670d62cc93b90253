import { fork } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { farEnds, speaking } from './testing/far-ends.ts'
import { inbox } from './testing/inbox.ts'

const Ready = z.object({ port: z.number() })

/** The process itself, with its far ends faked. */
async function running() {
  const ends = await farEnds()
  const child = fork(join(import.meta.dirname, 'main.ts'), [], {
    env: ends.environment,
    execArgv: [],
    silent: true,
  })
  const lines = inbox<string>()
  child.stdout?.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) lines.push(line)
  })
  const said = inbox<unknown>()
  child.on('message', said.push)
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
    await ends.stop()
  })
  await said.until((message) => message === 'ready')
  const { port } = Ready.parse(JSON.parse(await lines.until((line) => line.includes('voice node is ready'))))
  return { ends, child, exit, port, lines }
}

it('finishes its call after a signal, reports it, and leaves with 0', async () => {
  const { ends, child, exit, port } = await running()
  const line = await speaking(port, ends)
  child.kill('SIGTERM')
  await ends.office.beats.until((beat) => beat['draining'] === true)
  expect((await fetch(`http://localhost:${port}/health`)).status).toBe(503)
  expect(line.closed.all).toEqual([])
  line.stop()
  expect(await exit).toBe(0)
  expect(ends.office.ran.all.at(-1)?.name).toBe('call.finish')
})

it('leaves at once at the second signal, and the next process finishes the call from the journal', async () => {
  const first = await running()
  const { ends } = first
  await speaking(first.port, ends)
  first.child.kill('SIGINT')
  await ends.office.beats.until((beat) => beat['draining'] === true)
  first.child.kill('SIGINT')
  expect(await first.exit).toBe(1)
  expect(await readdir(ends.journals)).toHaveLength(1)

  const second = fork(join(import.meta.dirname, 'main.ts'), [], {
    env: ends.environment,
    execArgv: [],
    silent: true,
  })
  onTestFinished(() => {
    second.kill('SIGKILL')
  })
  expect(await ends.office.ran.until(({ name }) => name === 'call.finish')).toMatchObject({
    capability: 'cap',
    input: { endReason: 'node_lost' },
  })
})

it('says which setting is missing and does not start', async () => {
  const child = fork(join(import.meta.dirname, 'main.ts'), [], { env: {}, execArgv: [], silent: true })
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1)
  expect(stderr).toContain('NODE_KEY')
  expect(stderr).not.toContain('    at ')
})
