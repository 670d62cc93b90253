// Puts db-proxy together: pool, gate, keys, procedures, server. Reads no environment.
import { mintCapability, Capability } from '@callback/contracts/capability'
import { importSigningKey, importVerifyingKey } from '@callback/contracts/signed-claims'
import { Nonces } from '@callback/contracts/signed-request'
import { readTicket } from '@callback/contracts/ticket'
import type { Config } from './config.ts'
import { CONNECTIONS_MAX, openPool } from './database.ts'
import type { Pool } from './database.ts'
import { makeDoor } from './door.ts'
import { Gate } from './gate.ts'
import { describe } from './log.ts'
import type { Log } from './log.ts'
import { TABLE } from './procedures/table.ts'
import { makeRunner } from './run.ts'
import { serve } from './server.ts'
import type { Running } from './server.ts'
import type { Tools } from './work.ts'

/** The pool is closed at the latest after this; what still runs then is rolled back by Postgres. */
const POOL_CLOSE_SECONDS = 5

export type Settings = Omit<Config, 'DB_PROXY_PORT'>

export async function startDbProxy(
  settings: Settings,
  port: number,
  log: Log,
  now = () => Date.now(),
): Promise<Running> {
  const pool = openPool(settings.DATABASE_URL)
  const keys = {
    principal: await importVerifyingKey(settings.PRINCIPAL_PUBLIC_KEY),
    capability: await importVerifyingKey(settings.CAPABILITY_PUBLIC_KEY),
  }
  const signingKeys = new Map([
    ['workers', settings.DB_PROXY_WORKERS_KEY],
    ['node', settings.DB_PROXY_NODE_KEY],
  ])
  const run = makeRunner(pool, new Gate(CONNECTIONS_MAX), await makeTools(settings, log, now))
  const door = makeDoor({ run, table: TABLE, keys, signingKeys, nonces: new Nonces(), bornMs: now(), now })
  const running = await serve(port, door, () => isHealthy(pool), log)
  return {
    port: running.port,
    stop: async () => {
      await running.stop()
      await pool.end({ timeout: POOL_CLOSE_SECONDS })
    },
  }
}

type ToolSettings = Pick<Config, 'CAPABILITY_PRIVATE_KEY' | 'TICKET_KEY' | 'TWILIO_PHONE_NUMBER'>

export async function makeTools(settings: ToolSettings, log: Log, now: () => number): Promise<Tools> {
  const signingKey = await importSigningKey(settings.CAPABILITY_PRIVATE_KEY)
  return {
    mintCapability: (claims) => mintCapability(Capability.parse(claims), signingKey),
    readTicket: (ticket) => readTicket(ticket, settings.TICKET_KEY, now()),
    fromNumber: settings.TWILIO_PHONE_NUMBER,
    warn: (message, error) => log.warn({ error: describe(error) }, message),
  }
}

async function isHealthy(pool: Pool): Promise<boolean> {
  try {
    await pool`select 1`
    return true
  } catch {
    // Why is in the log of whoever asked for data; health only says whether.
    return false
  }
}
