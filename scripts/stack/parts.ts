// The processes of the stack: how each is started, and how one knows that it answers.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { untilAnswers, untilListens } from './answering.ts'
import { childEnv, machineEnv } from './child-env.ts'
import type { StackEnv } from './env.ts'
import { DATA, LOGS, ROOT } from './folders.ts'
import { spawnKept, type KeptChild } from './kept-child.ts'
import { PROVIDERS, variablesOf } from './providers.ts'
import {
  DB_PROXY_VARIABLES,
  pick,
  UNDERSTUDY_VARIABLES,
  VOICE_NODE_VARIABLES,
  WORKER_VARIABLES,
  workerNames,
  type WorkerName,
} from './recipients.ts'
import { buildWeb, VITE } from './web-build.ts'
import type { WorkersOrder } from './workers-process.ts'

/** Something that runs until it is stopped, and can be started again when it ends by itself. */
export interface Part {
  name: string
  /** Those who talk to people, those who serve them, the database. */
  stops: 'first' | 'then' | 'last'
  start(): Promise<KeptChild>
  answers(): Promise<unknown>
}

export function dbProxy(env: StackEnv): Part {
  return {
    name: 'db-proxy',
    stops: 'then',
    start: () => program('db-proxy', 'db-proxy/src/main.ts', childEnv(env, DB_PROXY_VARIABLES)),
    answers: () => untilAnswers({ what: 'db-proxy', url: `http://127.0.0.1:${env.ports.DB_PROXY_PORT}/health` }),
  }
}

export function voiceNode(env: StackEnv): Part {
  return {
    name: 'voice node',
    stops: 'first',
    start: () => program('voice-node', 'voice-pipeline/src/main.ts', childEnv(env, VOICE_NODE_VARIABLES)),
    answers: () => untilAnswers({ what: 'The voice node', url: `http://127.0.0.1:${env.ports.VOICE_PORT}/health` }),
  }
}

export function understudies(env: StackEnv): Part {
  const own = { UNDERSTUDIES: env.understudies.join(','), UNDERSTUDY_DATA_DIR: join(DATA, 'understudies') }
  // The values they accept; never a real provider's key.
  const keys = env.understudies.flatMap((id) => Object.keys(variablesOf(PROVIDERS[id])))
  return {
    name: 'understudies',
    stops: 'first',
    async start() {
      await mkdir(own.UNDERSTUDY_DATA_DIR, { recursive: true })
      const variables = { ...childEnv(env, [...UNDERSTUDY_VARIABLES, ...keys]), ...own }
      return program('understudies', 'understudies/src/main.ts', variables)
    },
    answers: () =>
      Promise.all(
        env.understudies.map((id) =>
          untilListens(
            `The understudy for ${PROVIDERS[id].name}`,
            env.ports.UNDERSTUDY_PORT + PROVIDERS[id].portOffset,
          ),
        ),
      ),
  }
}

/** The site as it is deployed: built, then served as files. Whoever works on it runs Vite's own server beside the stack. */
export function webApp(env: StackEnv): Part {
  const where = ['--host', '127.0.0.1', '--port', String(env.ports.WEB_PORT), '--strictPort']
  return {
    name: 'web app',
    stops: 'first',
    async start() {
      const variables = { ...childEnv(env, ['PUBLIC_API_URL']), VITE_API_URL: env.variables['PUBLIC_API_URL'] }
      const folder = await buildWeb(variables)
      return spawnKept({
        name: 'web app',
        command: process.execPath,
        args: [VITE, 'preview', '--outDir', folder, ...where],
        cwd: join(ROOT, 'frontend'),
        logFile: join(LOGS, 'web-app.log'),
        env: variables,
      })
    },
    answers: () => untilAnswers({ what: 'The web app', url: `http://127.0.0.1:${env.ports.WEB_PORT}/`, ok: true }),
  }
}

export function workers(env: StackEnv, bundles: ReadonlyMap<WorkerName, string>): Part {
  const doors: Partial<Record<WorkerName, number>> = {
    gateway: env.ports.GATEWAY_PORT,
    webhooks: env.ports.WEBHOOKS_PORT,
    voice: env.ports.NODE_API_PORT,
  }
  const order: WorkersOrder = {
    wranglerToml: join(ROOT, 'wrangler.toml'),
    dataFolder: join(DATA, 'workers'),
    workers: workerNames().map((name) => ({
      name,
      folder: bundles.get(name) ?? '',
      variables: pick(env.variables, WORKER_VARIABLES[name]),
      port: doors[name],
    })),
    cron: { worker: 'executor', expression: '* * * * *' },
  }
  return {
    name: 'Workers',
    stops: 'then',
    async start() {
      const child = await program('workers', 'scripts/stack/workers-process.ts', machineEnv(), true)
      child.process.send(order)
      return child
    },
    answers: () =>
      Promise.all(
        Object.entries(doors).map(([name, port]) =>
          untilAnswers({
            what: `The Worker "${name}"`,
            url: `http://127.0.0.1:${port}/health`,
            ok: name === 'gateway',
          }),
        ),
      ),
  }
}

function program(log: string, file: string, env: NodeJS.ProcessEnv, ipc = false): Promise<KeptChild> {
  return spawnKept({
    name: log,
    command: process.execPath,
    args: [join(ROOT, file)],
    cwd: ROOT,
    logFile: join(LOGS, `${log}.log`),
    env,
    ipc,
  })
}
