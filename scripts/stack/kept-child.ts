// A child process that cannot outlive us: own process group, output in a log file, stopped by name or by the janitor.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signalGroup, signalProcess } from './signals.ts'

const LAST_LINES = 25

export interface KeptChildOptions {
  name: string
  command: string
  args: readonly string[]
  logFile: string
  env: NodeJS.ProcessEnv
  cwd?: string
  uid?: number
  gid?: number
  /** A file descriptor handed to the child as its fd 3. */
  inherit?: number
  /** An IPC channel instead of plain spawning, for children of ours that answer. */
  ipc?: boolean
  stopSignal?: 'SIGTERM' | 'SIGINT'
}

export interface KeptChild {
  name: string
  pid: number
  process: ChildProcess
  /** Resolves with a sentence on how it ended; never rejects. */
  ended: Promise<string>
  lastLines(): Promise<string>
  /** Asks it to end, and ends it when it has not after that time. */
  stop(graceMs: number): Promise<void>
}

export async function spawnKept(options: KeptChildOptions): Promise<KeptChild> {
  const log = openSync(options.logFile, 'a')
  const child = spawn(options.command, [...options.args], {
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log, options.ipc === true ? 'ipc' : (options.inherit ?? 'ignore')],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.uid !== undefined && { uid: options.uid }),
    ...(options.gid !== undefined && { gid: options.gid }),
  })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) {
        signalGroup(child.pid, 'SIGKILL')
        tellJanitor(`- ${child.pid}`)
      }
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`)
    })
    child.once('error', (error) => resolve(`could not be run (${error.message})`))
  })
  if (child.pid === undefined) throw new Error(`${options.name} ${await ended}`)
  const pid = child.pid
  const stopSignal = options.stopSignal ?? 'SIGTERM'
  tellJanitor(`+ ${pid} ${stopSignal}`)

  return {
    name: options.name,
    pid,
    process: child,
    ended,
    lastLines: () => lastLines(options.logFile),
    async stop(graceMs) {
      if (child.exitCode !== null || child.signalCode !== null) return
      signalProcess(pid, stopSignal)
      const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs)
      await ended
      clearTimeout(force)
    },
  }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  return text.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
}

let janitor: ChildProcess | undefined

function tellJanitor(line: string): void {
  if (janitor === undefined) {
    janitor = spawn(process.execPath, [join(import.meta.dirname, 'janitor.ts')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    janitor.unref()
    // A janitor that died early only costs the protection against kill -9.
    janitor.stdin?.on('error', () => undefined)
  }
  janitor.stdin?.write(`${line}\n`)
}
