// The whole local stack: what starts after what, and what of it is needed at all.
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDatabase, migrate, seed } from './database.ts'
import type { StackEnv } from './env.ts'
import { DATA, LOGS, ROOT } from './folders.ts'
import { dbProxy, understudies, voiceNode, webApp, workers, type Part } from './parts.ts'
import type { WantedPort } from './ports.ts'
import { startPostgres } from './postgres.ts'
import type { Progress } from './progress.ts'
import { PROVIDERS } from './providers.ts'
import { workerNames } from './recipients.ts'
import type { Secrets } from './secrets.ts'
import { Supervisor } from './supervisor.ts'
import { bundleWorkers } from './worker-bundles.ts'

export function wantedPorts(env: StackEnv): WantedPort[] {
  const { ports } = env
  const wanted: WantedPort[] = [
    { port: ports.WEB_PORT, variable: 'WEB_PORT', what: 'the web app' },
    { port: ports.GATEWAY_PORT, variable: 'GATEWAY_PORT', what: 'the API' },
    { port: ports.WEBHOOKS_PORT, variable: 'WEBHOOKS_PORT', what: 'webhooks' },
    { port: ports.NODE_API_PORT, variable: 'NODE_API_PORT', what: "the nodes' door" },
    { port: ports.VOICE_PORT, variable: 'VOICE_PORT', what: 'the voice node' },
    { port: ports.DB_PROXY_PORT, variable: 'DB_PROXY_PORT', what: 'db-proxy' },
  ]
  if (env.embeddedPostgres) wanted.push({ port: ports.POSTGRES_PORT, variable: 'POSTGRES_PORT', what: 'Postgres' })
  for (const id of env.understudies) {
    const { name, portOffset } = PROVIDERS[id]
    const what = `the understudy for ${name}`
    wanted.push({ port: ports.UNDERSTUDY_PORT + portOffset, variable: 'UNDERSTUDY_PORT', what })
  }
  return wanted
}

export class Stack {
  readonly #env: StackEnv
  readonly #secrets: Secrets
  readonly #progress: Progress
  readonly #supervisor = new Supervisor()
  readonly #abort = new AbortController()
  readonly #postgres: Part
  #cold = false

  constructor(env: StackEnv, secrets: Secrets, progress: Progress) {
    this.#env = env
    this.#secrets = secrets
    this.#progress = progress
    this.#postgres = postgresPart(env, secrets)
  }

  /** Whether this start had to make something that the next one finds made. */
  get cold(): boolean {
    return this.#cold
  }

  /** Rejects when a part keeps ending. */
  get failed(): Promise<never> {
    return this.#supervisor.failed
  }

  async start(): Promise<void> {
    // Of this run; a part that is started again writes on.
    await rm(LOGS, { recursive: true, force: true })
    await mkdir(LOGS, { recursive: true })
    const begun = [this.#understudies(), this.#part(webApp(this.#env)), this.#dataSide(), this.#workersAndNode()]
    await Promise.race([Promise.all(begun), this.failed])
    this.#supervisor.ready()
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#supervisor.stop()
  }

  async #understudies(): Promise<void> {
    if (this.#env.understudies.length === 0) return
    const names = this.#env.understudies.map((id) => PROVIDERS[id].name).join(', ')
    await this.#part(understudies(this.#env), `understudies for ${names}`)
  }

  async #dataSide(): Promise<void> {
    const { embeddedPostgres } = this.#env
    if (embeddedPostgres) {
      if (!existsSync(join(DATA, 'postgres'))) this.#cold = true
      await this.#part(this.#postgres)
      await makeDatabase(serverUrl(this.#env, this.#secrets))
    }
    await migrate(this.#env, this.#abort.signal)
    await seed(this.#env, this.#abort.signal)
    this.#progress.step('database migrated and seeded')
    await this.#part(dbProxy(this.#env))
  }

  async #workersAndNode(): Promise<void> {
    const { folders, made } = await bundleWorkers(ROOT, workerNames(), this.#abort.signal)
    if (made > 0) this.#cold = true
    this.#progress.step(made === 0 ? 'Worker bundles, unchanged' : `${made} Worker bundles made`)
    await this.#part(workers(this.#env, folders), `${folders.size} Workers`)
    await this.#part(voiceNode(this.#env))
  }

  async #part(part: Part, label = part.name): Promise<void> {
    await this.#supervisor.start(part)
    this.#progress.step(label)
  }
}

function serverUrl(env: StackEnv, secrets: Secrets): string {
  return `postgres://postgres:${secrets.POSTGRES_PASSWORD}@localhost:${env.ports.POSTGRES_PORT}/postgres`
}

function postgresPart(env: StackEnv, secrets: Secrets): Part {
  return {
    name: 'Postgres',
    stops: 'last',
    // Ready when started: it says so itself.
    answers: () => Promise.resolve(),
    start: () =>
      startPostgres({
        folder: DATA,
        port: env.ports.POSTGRES_PORT,
        password: secrets.POSTGRES_PASSWORD,
        settings: ['max_connections=100'],
      }).then(({ child }) => child),
  }
}
