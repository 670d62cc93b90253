// The ports of the local stack: which variable names each, and that all are free before anything starts.
import { isFree } from './free-port.ts'
import { Sentence } from './sentence.ts'

export const DEFAULT_PORTS = {
  WEB_PORT: 5173,
  GATEWAY_PORT: 8787,
  WEBHOOKS_PORT: 8788,
  NODE_API_PORT: 8789,
  VOICE_PORT: 8790,
  DB_PROXY_PORT: 8791,
  POSTGRES_PORT: 54329,
  UNDERSTUDY_PORT: 8799,
} as const

export type PortName = keyof typeof DEFAULT_PORTS
export type Ports = Record<PortName, number>

export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const ports: Ports = { ...DEFAULT_PORTS }
  for (const name of portNames()) {
    const text = env[name]
    if (text === undefined || text === '') continue
    const port = Number(text)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Sentence(`${name} is "${text}": give a port between 1 and 65535.`)
    }
    ports[name] = port
  }
  return ports
}

/** A port somebody will listen on, with the variable that moves it. */
export interface WantedPort {
  port: number
  variable: PortName
  what: string
}

export async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  const seen = new Map<number, WantedPort>()
  for (const one of wanted) {
    const other = seen.get(one.port)
    if (other !== undefined) {
      throw new Sentence(`${other.what} and ${one.what} both want port ${one.port}: set ${one.variable} to another.`)
    }
    seen.set(one.port, one)
  }
  for (const { port, variable, what } of wanted) {
    if (await isFree(port)) continue
    throw new Sentence(
      `Port ${port} (${what}) is taken by another program: stop it, or set ${variable} to a free port and start again.`,
    )
  }
}

function portNames(): PortName[] {
  return Object.keys(DEFAULT_PORTS).filter((name): name is PortName => name in DEFAULT_PORTS)
}
