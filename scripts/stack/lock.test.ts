import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { takeLock } from './lock.ts'

const folder = await mkdtemp(join(tmpdir(), 'callbackapp-lock-'))
afterAll(() => rm(folder, { recursive: true }))

it('takes over a lock whose process is gone or is another program, and gives it back', async () => {
  const file = join(folder, 'data', 'lock')
  const release = await takeLock(file)
  expect(await readFile(file, 'utf8')).toBe(String(process.pid))
  await release()
  // Process 1 lives, and is no stack.
  await writeFile(file, '1')
  await (
    await takeLock(file)
  )()
  await writeFile(file, 'nonsense')
  await (
    await takeLock(file)
  )()
})
