// The whole stack as a person starts it, for a test: on free ports, with data of its own, stopped by the same signal as
// Ctrl-C. It says what it printed when it fails.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machineEnv } from '../stack/child-env.ts'
import { ROOT } from '../stack/folders.ts'
import { freePort, isFree } from '../stack/free-port.ts'
import { DEFAULT_PORTS, type Ports } from '../stack/ports.ts'
import { PROVIDERS, providerIds } from '../stack/providers.ts'

const READY = /^ready in /m
/** With a cold bundle cache on a busy machine. */
const READY_MS_MAX = 150_000

export interface StackUnderTest {
  ports: Ports
  dataFolder: string
  output(): string
  process: ChildProcess
  ended: Promise<number | null>
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>
}

export async function startStackUnderTest(settings: Readonly<Record<string, string>> = {}): Promise<StackUnderTest> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'callbackapp-stack-'))
  const ports = await freePorts()
  const portSettings = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  const env = { ...machineEnv(), ...portSettings, CALLBACK_DATA_DIR: dataFolder, ...settings }
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ready = Promise.withResolvers<void>()
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
    if (READY.test(output)) ready.resolve()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  void ended.then((code) => ready.reject(new Error(`The stack ended with code ${code}:\n${output}`)))
  const late = setTimeout(() => ready.reject(new Error(`The stack is not ready:\n${output}`)), READY_MS_MAX)

  const stop = async () => {
    child.kill('SIGINT')
    const code = await ended
    await rm(dataFolder, { recursive: true, force: true })
    return code
  }
  try {
    await ready.promise
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(late)
  }
  return { ports, dataFolder, output: () => output, process: child, ended, stop }
}

/** Every port that the stack would listen on. */
export function listeningPorts(ports: Ports): number[] {
  const { UNDERSTUDY_PORT: first, ...others } = ports
  return [...Object.values(others), ...providerIds().map((id) => first + PROVIDERS[id].portOffset)]
}

async function freePorts(): Promise<Ports> {
  const ports: Ports = { ...DEFAULT_PORTS }
  const taken = new Set<number>()
  for (const name of [
    'WEB_PORT',
    'GATEWAY_PORT',
    'WEBHOOKS_PORT',
    'NODE_API_PORT',
    'VOICE_PORT',
    'DB_PROXY_PORT',
    'POSTGRES_PORT',
  ] as const) {
    ports[name] = await freePort()
    taken.add(ports[name])
  }
  // Six in a row, below the range that the system hands out.
  for (;;) {
    ports.UNDERSTUDY_PORT = 20_000 + Math.floor(Math.random() * 10_000)
    const row = providerIds().map((id) => ports.UNDERSTUDY_PORT + PROVIDERS[id].portOffset)
    const free = await Promise.all(row.map((port) => isFree(port)))
    if (free.every(Boolean) && !row.some((port) => taken.has(port))) return ports
  }
}
