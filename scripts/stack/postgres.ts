// The embedded Postgres server: makes its data folder once, starts it on loopback, stops it cleanly. Databases, roles and
// tables are the migrations' business.
import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readlink,
  realpath,
  rename,
  rm,
  writeFile,
  type FileHandle,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { spawnKept, type KeptChild } from './kept-child.ts'
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'
import { readIfThere } from './read-if-there.ts'
import { Sentence } from './sentence.ts'
import { isAlive, isCode } from './signals.ts'

const START_MS = 60_000
/** A fast shutdown takes a few hundredths of a second, with a checkpoint of a busy day some tenths. */
export const POSTGRES_STOP_MS = 1500
const POLL_MS = 20
/** A server whose starter was killed is being stopped by the janitor meanwhile. */
const PREDECESSOR_MS = 10_000

export interface PostgresOptions {
  /** Holds the data folder, the password file and the log. */
  folder: string
  port: number
  /** Of the owner role `postgres`. */
  password: string
  /** `name=value` server settings. */
  settings?: readonly string[]
}

export interface Postgres {
  url: string
  child: KeptChild
}

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = await findPostgresBinaries()
  const data = join(options.folder, 'postgres')
  await mkdir(join(options.folder, 'logs'), { recursive: true })
  await makeDataFolder(options, data, binaries)
  await awaitPredecessor(data)

  const settings = ['listen_addresses=localhost', 'unix_socket_directories=', ...(options.settings ?? [])]
  const child = await inFolder(data, binaries, (path, inherit) =>
    spawnKept({
      name: 'Postgres',
      command: binaries.postgres,
      args: ['-D', path, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
      logFile: join(options.folder, 'logs', 'postgres.log'),
      env: { LC_MESSAGES: 'C', TZ: 'UTC' },
      stopSignal: 'SIGINT',
      ...inherit,
      ...binaries.runAs,
    }),
  )
  await awaitReady(child, data)
  return { url: `postgres://postgres:${options.password}@localhost:${options.port}/postgres`, child }
}

async function makeDataFolder(options: PostgresOptions, data: string, binaries: PostgresBinaries): Promise<void> {
  const version = await readIfThere(join(data, 'PG_VERSION'))
  if (version !== undefined) {
    if (version.trim() === '18') return
    throw new Sentence(`${data} was made by Postgres ${version.trim()}, this is 18: move it away and start again.`)
  }
  // Made aside and renamed, so that an interrupted initdb never looks like a database.
  const fresh = `${data}.new`
  // In a folder that the server's user can reach, whatever lies above ours.
  const aside = await mkdtemp(join(tmpdir(), 'callbackapp-initdb-'))
  const passwordFile = join(aside, 'password')
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await writeFile(passwordFile, options.password, { mode: 0o600 })
  if (binaries.runAs !== undefined) {
    for (const path of [fresh, aside, passwordFile]) await chown(path, binaries.runAs.uid, binaries.runAs.gid)
  }
  try {
    const child = await inFolder(fresh, binaries, (path, inherit) =>
      spawnKept({
        name: 'initdb',
        command: binaries.initdb,
        args: [`--pgdata=${path}`, '--username=postgres', `--pwfile=${passwordFile}`, ...INITDB_FLAGS],
        logFile: join(options.folder, 'logs', 'initdb.log'),
        env: { LC_ALL: 'C', PATH: process.env['PATH'], TZ: 'UTC' },
        ...inherit,
        ...binaries.runAs,
      }),
    )
    const ending = await child.ended
    if (ending !== 'ended with code 0') throw new Sentence(`initdb ${ending}:\n${await child.lastLines()}`)
  } finally {
    await rm(aside, { recursive: true })
  }
  await rename(fresh, data)
}

const INITDB_FLAGS = [
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C.UTF-8',
  '--no-sync',
]

/**
 * As `nobody` the path to the folder may be closed (a home of mode 700), so it is opened here and handed over: on Linux
 * /proc/self/fd/3 leads to the folder itself, whatever lies above it.
 */
async function inFolder<T>(
  folder: string,
  binaries: PostgresBinaries,
  use: (path: string, inherit: { inherit?: number }) => Promise<T>,
): Promise<T> {
  if (binaries.runAs === undefined) return use(folder, {})
  const handle: FileHandle = await open(folder)
  try {
    return await use('/proc/self/fd/3', { inherit: handle.fd })
  } finally {
    await handle.close()
  }
}

/** After a kill -9 a pid file stays behind; its pid may meanwhile belong to any other program. */
async function awaitPredecessor(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const deadline = Date.now() + PREDECESSOR_MS
  for (;;) {
    const text = await readIfThere(file)
    if (text === undefined) return
    const pid = Number(text.split('\n')[0])
    if (!(await isServerOf(pid, data))) return rm(file, { force: true })
    if (Date.now() > deadline) {
      throw new Sentence(`Another Postgres (process ${pid}) is using ${data}: stop it and start again.`)
    }
    await delay(POLL_MS)
  }
}

async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data))
  } catch (error) {
    // Gone since, or another user's: not a server we started.
    if (isCode(error, 'ENOENT') || isCode(error, 'EACCES')) return false
    throw error
  }
}

/** Reads what pg_ctl reads: the server writes its state on line 8 of its pid file. */
async function awaitReady(child: KeptChild, data: string): Promise<void> {
  let ending: string | undefined
  void child.ended.then((how) => (ending = how))
  const deadline = Date.now() + START_MS
  for (;;) {
    if (ending !== undefined) throw new Sentence(`Postgres ${ending}:\n${await child.lastLines()}`)
    const lines = (await readIfThere(join(data, 'postmaster.pid')))?.split('\n')
    if (lines?.[0] === String(child.pid) && lines[7]?.trim() === 'ready') return
    if (Date.now() > deadline) {
      await child.stop(POSTGRES_STOP_MS)
      throw new Error(`Postgres was not ready after ${START_MS / 1000} s:\n${await child.lastLines()}`)
    }
    await delay(POLL_MS)
  }
}
