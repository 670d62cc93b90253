import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { freePort } from './free-port.ts'
import { POSTGRES_STOP_MS, startPostgres } from './postgres.ts'
import { signalProcess } from './signals.ts'

const home = await mkdtemp(join(tmpdir(), 'callbackapp-postgres-test-'))
afterAll(() => rm(home, { recursive: true }))

it('makes its folder anew after an interrupted first start, and keeps every committed row through kill -9', async () => {
  // Closed to other users, as a home folder may be.
  const folder = join(home, 'closed')
  await mkdir(join(folder, 'postgres.new', 'half'), { recursive: true, mode: 0o700 })
  const options = { folder, port: await freePort(), password: 'test-password' }

  const first = await startPostgres(options)
  const sql = postgres(first.url, { max: 1, onnotice: () => undefined })
  await sql`create table kept (n int)`
  await sql`insert into kept values (7)`
  signalProcess(first.child.pid, 'SIGKILL')
  await first.child.ended
  await sql.end({ timeout: 0 })
  // Its pid file stays; the pid may come round to any program, such as this one.
  const pidFile = join(folder, 'postgres', 'postmaster.pid')
  const lines = (await readFile(pidFile, 'utf8')).split('\n')
  await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'))

  const second = await startPostgres(options)
  const again = postgres(second.url, { max: 1 })
  expect(await again`select n from kept`).toMatchObject([{ n: 7 }])
  await again.end()
  await second.child.stop(POSTGRES_STOP_MS)
  expect(await readFile(join(folder, 'logs', 'postgres.log'), 'utf8')).toContain('database system is shut down')
})

it('does not take data of another version for its own', async () => {
  const folder = join(home, 'older')
  await mkdir(join(folder, 'postgres'), { recursive: true })
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '15\n')
  const start = startPostgres({ folder, port: 1, password: 'x' })
  await expect(start).rejects.toThrow(/made by Postgres 15, this is 18: move it away/)
})
