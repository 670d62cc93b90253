// Runs one authorized procedure: one transaction, its role and account set first, its answer kept when a key asks for it,
// and written into the audit log when an operator asks.
import type { Grant } from './authority.ts'
import type { Pool, Tx } from './database.ts'
import type { Gate } from './gate.ts'
import { bodyHash, onceFor } from './idempotency.ts'
import type { Answer } from './idempotency.ts'
import { isTransient, toAppError } from './postgres-errors.ts'
import { takeRole } from './work.ts'
import type { Granted, Implementation, Tools } from './work.ts'

/** Runs of a transaction that Postgres itself gave up (deadlock, serialization): nothing of an earlier run remains. */
const TRIES_MAX = 3

export type Ask = { input: unknown; requestId: string; idempotencyKey: string | undefined }
export type Runner = (implementation: Implementation, grant: Grant, ask: Ask) => Promise<Answer>

export function makeRunner(pool: Pool, gate: Gate, tools: Tools): Runner {
  return async (implementation, grant, ask) => {
    const { contract } = implementation
    const prepared = implementation.prepare(ask.input)
    const key = contract.idempotent ? ask.idempotencyKey : undefined

    const run = async (sql: Tx): Promise<Answer> => {
      const now = await takeRole(sql, grant.role, grant.account, grant.user)
      const work: Granted = { sql, now, tools, requestId: ask.requestId, account: grant.account, user: grant.user }
      const once = async () => {
        if (contract.authority.kind === 'operator') await audit(work, contract.name, ask.input)
        return prepared(work)
      }
      if (key === undefined || grant.account === null) return { output: await once(), replayed: false }
      const keyed = { account: grant.account, procedure: contract.name, key, bodyHash: bodyHash(ask.input) }
      return onceFor(sql, keyed, once)
    }

    return gate.through(async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await pool.begin(run)
        } catch (error) {
          if (tries === TRIES_MAX || !isTransient(error)) throw toAppError(error)
        }
      }
    })
  }
}

async function audit(work: Granted, action: string, input: unknown): Promise<void> {
  await work.sql`
    insert into audit_log (actor, action, subject, reason, request_id)
    values (${work.user}, ${action}, ${said(input, 'subject')}, ${said(input, 'reason')}, ${work.requestId})`
}

function said(input: unknown, field: string): string {
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, field) : undefined
  return typeof value === 'string' ? value : ''
}
