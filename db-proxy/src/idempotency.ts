// A keyed request runs once. The key's row is entered first and held by its transaction, so a second request with the same
// key waits for the first to end: it then finds the kept answer, or, when the first came to nothing, runs itself.
import { createHash } from 'node:crypto'
import { AppError } from '@callback/contracts/errors'
import type { Tx } from './database.ts'

export type Keyed = { account: string; procedure: string; key: string; bodyHash: string }
export type Answer = { output: unknown; replayed: boolean }

/** Made anew by the caller at each try, so no part of what was asked. */
const FRESH_FIELDS = new Set(['tokenHash', 'codeHash'])

export function bodyHash(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([name, field]) => !FRESH_FIELDS.has(name) && field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}

export async function onceFor(sql: Tx, keyed: Keyed, run: () => Promise<unknown>): Promise<Answer> {
  const { account, procedure, key, bodyHash: hash } = keyed
  const [mine] = await sql`
    insert into idempotency (account_id, procedure, key, body_hash) values (${account}, ${procedure}, ${key}, ${hash})
    on conflict do nothing returning 1`
  if (mine === undefined) return kept(sql, keyed)
  const output = await run()
  await sql`
    update idempotency set output = ${JSON.stringify(output)}
    where account_id = ${account} and procedure = ${procedure} and key = ${key}`
  return { output, replayed: false }
}

async function kept(sql: Tx, { account, procedure, key, bodyHash: hash }: Keyed): Promise<Answer> {
  const [row] = await sql<{ bodyHash: string; output: string | null }[]>`
    select body_hash, output from idempotency
    where account_id = ${account} and procedure = ${procedure} and key = ${key}`
  if (row === undefined || row.output === null) throw new Error('an idempotency key without an answer')
  if (row.bodyHash !== hash) {
    throw new AppError('idempotency_conflict', 'This Idempotency-Key was used for a different request.')
  }
  const output: unknown = JSON.parse(row.output)
  return { output, replayed: true }
}
