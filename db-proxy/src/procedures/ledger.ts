// The one way credits move: a transaction with its key, and entries that sum to zero. The database refuses everything else.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Balance, MOVEMENTS } from '@callback/contracts/billing'
import * as contract from '@callback/contracts/db/money'
import type { Tx } from '../database.ts'
import { forPerson, found } from '../work.ts'
import { iso } from './instants.ts'
import { pageOf, rowsFor } from './paging.ts'

export type Movement = (typeof MOVEMENTS)[number]
export type Book = 'available' | 'held' | 'revenue' | 'issued'

export type Booking = {
  /** The idempotency key of what is done. */
  id: string
  kind: Movement
  account: string
  callId?: string
  note: string
  from: Book
  to: Book
  millicredits: number
}

/** Throws a duplicate key when it was booked before. */
export async function book(
  sql: Tx,
  { id, kind, account, callId, note, from, to, millicredits }: Booking,
): Promise<void> {
  const entries = [
    { book: from, amount: -millicredits },
    { book: to, amount: millicredits },
  ]
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([kind, account, callId ?? null, entries]))
    .digest('hex')
  await sql`
    with txn as (
      insert into ledger_txns (id, account_id, kind, body_hash, call_id, note)
      values (${id}, ${account}, ${kind}, ${bodyHash}, ${callId ?? null}, ${note}) returning id, account_id)
    insert into ledger_entries (txn_id, account_id, book, amount)
    select txn.id, txn.account_id, entry.book, entry.amount
    from txn, jsonb_to_recordset(${sql.json(entries)}) as entry (book text, amount bigint)`
}

/** Whoever moves an account's credits comes one after the other. */
export async function lockAvailable(sql: Tx, account: string): Promise<number> {
  const [row] = await sql<{ available: number }[]>`
    select available from balances where account_id = ${account} for update`
  return found(row, 'account').available
}

export async function readBalance(sql: Tx, account: string): Promise<z.input<typeof Balance>> {
  const [row] = await sql<{ available: number; held: number }[]>`
    select available, held from balances where account_id = ${account}`
  const { available, held } = found(row, 'account')
  return { availableMillicredits: available, heldMillicredits: held }
}

export const getBalance = forPerson(contract.getBalance, ({ sql, account }) => readBalance(sql, account))

type Line = {
  id: string
  seq: number
  kind: Movement
  note: string
  callId: string | null
  createdAt: Date
  available: number
  held: number
}

export const listLedger = forPerson(contract.listLedger, async ({ sql }, page) => {
  const after = page.before === undefined ? sql`` : sql`
    where t.seq < (select c.seq from ledger_txns c where c.seq::text = ${page.before})` // prettier-ignore
  const rows = await sql<Line[]>`
    select t.id, t.seq, t.kind, t.note, t.call_id, t.created_at,
      coalesce(sum(e.amount) filter (where e.book = 'available'), 0)::bigint as available,
      coalesce(sum(e.amount) filter (where e.book = 'held'), 0)::bigint as held
    from (select * from ledger_txns t ${after} order by t.seq desc limit ${rowsFor(page)}) t
    join ledger_entries e on e.txn_id = t.id
    group by t.id, t.seq, t.kind, t.note, t.call_id, t.created_at order by t.seq desc`
  const toLine = ({ seq: _, createdAt, available, held, ...line }: Line) => {
    return { ...line, availableMillicredits: available, heldMillicredits: held, at: iso(createdAt) }
  }
  return pageOf(rows, page, toLine, (row) => String(row.seq))
})
