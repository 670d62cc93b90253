// What operators see and do, across accounts. The runner writes each into the audit log.
import * as contract from '@callback/contracts/db/money'
import { forPerson, found } from '../work.ts'
import { iso } from './instants.ts'
import { book, readBalance } from './ledger.ts'
import { pageOf, rowsFor } from './paging.ts'

type AccountRow = { id: string; email: string; createdAt: Date; available: number; held: number; calls: number }

export const listAccounts = forPerson(contract.listAccounts, async ({ sql }, page) => {
  const after = page.before === undefined ? sql`` : sql`
    where (a.created_at, a.id) < (select c.created_at, c.id from accounts c where c.id = ${page.before})` // prettier-ignore
  const rows = await sql<AccountRow[]>`
    select a.id, a.created_at, coalesce(b.available, 0) as available, coalesce(b.held, 0) as held,
      coalesce((select u.email from users u where u.account_id = a.id order by u.created_at limit 1), a.kind) as email,
      (select count(*)::int from calls c where c.account_id = a.id) as calls
    from accounts a left join balances b on b.account_id = a.id
    ${after} order by a.created_at desc, a.id desc limit ${rowsFor(page)}`
  const toRow = ({ createdAt, available, held, ...row }: AccountRow) => {
    return { ...row, createdAt: iso(createdAt), availableMillicredits: available, heldMillicredits: held }
  }
  return pageOf(rows, page, toRow, (row) => row.id)
})

export const grantCredits = forPerson(contract.grantCredits, async (work, { subject, millicredits, reason }) => {
  const { sql, requestId } = work
  const [account] = await sql`select 1 from accounts where id = ${subject}`
  found(account, 'account')
  // A repeated request never gets here: its Idempotency-Key is answered before.
  const id = `grant:${subject}:${requestId}:${crypto.randomUUID()}`
  await book(sql, { id, kind: 'grant', account: subject, note: reason, from: 'issued', to: 'available', millicredits })
  return readBalance(sql, subject)
})

type AuditRow = { id: number; actor: string; action: string; subject: string; reason: string; createdAt: Date }

export const listAudit = forPerson(contract.listAudit, async ({ sql }, page) => {
  const after = page.before === undefined ? sql`` : sql`where l.id < (select c.id from audit_log c where c.id::text = ${page.before})` // prettier-ignore
  const rows = await sql<AuditRow[]>`
    select l.id, coalesce((select u.email from users u where u.id = l.actor), l.actor) as actor, l.action, l.subject,
      l.reason, l.created_at
    from audit_log l ${after} order by l.id desc limit ${rowsFor(page)}`
  const toRow = ({ id, createdAt, ...row }: AuditRow) => ({ ...row, id: String(id), at: iso(createdAt) })
  return pageOf(rows, page, toRow, (row) => String(row.id))
})
