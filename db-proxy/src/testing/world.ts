// A small world for a test file: a database of its own and db-proxy's real door, asked as any caller and for anybody.
import type { z } from 'zod'
import type { Caller, Procedure } from '@callback/contracts/db/procedure'
import { AppError, ErrorBody } from '@callback/contracts/errors'
import { mintPrincipal, Principal } from '@callback/contracts/principal'
import { Nonces, signRequest } from '@callback/contracts/signed-request'
import { importVerifyingKey } from '@callback/contracts/signed-claims'
import { openPool } from '../database.ts'
import { makeTools } from '../db-proxy.ts'
import { makeDoor } from '../door.ts'
import type { Door } from '../door.ts'
import { Gate } from '../gate.ts'
import type { Answer } from '../idempotency.ts'
import { makeLog } from '../log.ts'
import { TABLE } from '../procedures/table.ts'
import { makeRunner } from '../run.ts'
import { openTestDatabase } from './test-database.ts'
import type { TestDatabase } from './test-database.ts'
import { makeTestKeys } from './test-keys.ts'
import type { TestKeys } from './test-keys.ts'

export type Identity = { account: string; user: string; roles?: string[] }
export type As = { person?: Identity; capability?: string; key?: string; caller?: Caller }

/** Fewer connections than clients, so that tenants take turns on each. */
const CONNECTIONS = 6

export class World {
  readonly database: TestDatabase
  readonly keys: TestKeys
  readonly door: Door
  readonly #close: () => Promise<void>

  constructor(database: TestDatabase, keys: TestKeys, door: Door, close: () => Promise<void>) {
    this.database = database
    this.keys = keys
    this.door = door
    this.#close = close
  }

  get sql() {
    return this.database.owner
  }

  /** The whole answer, `replayed` included. Throws what the caller would be told. */
  async answer<I extends z.ZodType, O extends z.ZodType>(
    procedure: Procedure<I, O>,
    input: unknown,
    as: As = {},
  ): Promise<Answer> {
    const caller = as.caller ?? procedure.callers[0] ?? 'gateway'
    const body = JSON.stringify({
      caller,
      requestId: 'req-test',
      input,
      ...(as.person === undefined ? {} : { principal: await this.principal(as.person) }),
      ...(as.capability === undefined ? {} : { capability: as.capability }),
      ...(as.key === undefined ? {} : { idempotencyKey: as.key }),
    })
    const { DB_PROXY_NODE_KEY, DB_PROXY_WORKERS_KEY } = this.keys.settings
    const key =
      caller === 'node' ? { id: 'node', secret: DB_PROXY_NODE_KEY } : { id: 'workers', secret: DB_PROXY_WORKERS_KEY }
    const path = `/procedures/${procedure.name}`
    const headers = new Map(Object.entries(await signRequest({ method: 'POST', path, body }, key, Date.now())))
    return this.door({ method: 'POST', path, body, header: (name) => headers.get(name) }, { requestId: 'req-test' })
  }

  async ask<I extends z.ZodType, O extends z.ZodType>(
    procedure: Procedure<I, O>,
    input: z.input<I>,
    as: As = {},
  ): Promise<z.output<O>> {
    return procedure.output.parse((await this.answer(procedure, input, as)).output)
  }

  /** The error code a request is refused with. */
  async refusal(procedure: Procedure, input: unknown, as: As = {}): Promise<string> {
    try {
      await this.answer(procedure, input, as)
    } catch (error) {
      if (error instanceof AppError) return ErrorBody.parse(error.body('req-test')).error.code
      throw error
    }
    return 'not refused'
  }

  principal({ account, user, roles = ['member'] }: Identity): Promise<string> {
    const claims = Principal.omit({ exp: true }).parse({ account, user, roles, scopes: ['*'], requestId: 'req-test' })
    return mintPrincipal(claims, this.keys.principalKey, Date.now())
  }

  close(): Promise<void> {
    return this.#close()
  }
}

export async function openWorld(serverUrl: string): Promise<World> {
  const database = await openTestDatabase(serverUrl)
  const keys = await makeTestKeys(database.proxyUrl)
  const pool = openPool(database.proxyUrl, CONNECTIONS)
  const log = makeLog('silent')
  const now = () => Date.now()
  const run = makeRunner(pool, new Gate(CONNECTIONS), await makeTools(keys.settings, log, now))
  const door = makeDoor({
    run,
    table: TABLE,
    keys: {
      principal: await importVerifyingKey(keys.settings.PRINCIPAL_PUBLIC_KEY),
      capability: await importVerifyingKey(keys.settings.CAPABILITY_PUBLIC_KEY),
    },
    signingKeys: new Map([
      ['workers', keys.settings.DB_PROXY_WORKERS_KEY],
      ['node', keys.settings.DB_PROXY_NODE_KEY],
    ]),
    nonces: new Nonces(),
    bornMs: now(),
    now,
  })
  return new World(database, keys, door, async () => {
    await pool.end()
    await database.close()
  })
}
