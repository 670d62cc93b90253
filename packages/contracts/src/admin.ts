// What operators may do: look at accounts, grant credits with a reason, read the audit log.
import { z } from 'zod'
import { AccountId } from './ids.ts'
import { Instant, line, Millicredits, NoParams, page, PageQuery, NoBody, NoQuery } from './fields.ts'
import { Balance } from './billing.ts'
import { route } from './route.ts'

export const AccountRow = z.object({
  id: AccountId,
  email: z.string(),
  createdAt: Instant,
  availableMillicredits: Millicredits,
  heldMillicredits: Millicredits,
  calls: z.int(),
})
export type AccountRow = z.infer<typeof AccountRow>

export const AuditRow = z.object({
  id: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  reason: z.string(),
  at: Instant,
})
export type AuditRow = z.infer<typeof AuditRow>

const at = { service: 'admin' as const, access: 'operator' as const }

export const listAccounts = route({
  ...at,
  name: 'listAccounts',
  method: 'GET',
  path: '/v1/admin/accounts',
  status: 200,
  summary: 'Accounts, newest first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(AccountRow),
})

export const grantCredits = route({
  ...at,
  name: 'grantCredits',
  method: 'POST',
  path: '/v1/admin/accounts/:id/grants',
  status: 201,
  summary: 'Grant credits, with a reason; audited.',
  idempotent: true,
  params: z.strictObject({ id: AccountId }),
  query: NoQuery,
  body: z.strictObject({ millicredits: z.int().min(1).max(100_000_000), reason: line(200) }),
  output: Balance,
})

export const listAudit = route({
  ...at,
  name: 'listAudit',
  method: 'GET',
  path: '/v1/admin/audit',
  status: 200,
  summary: 'What operators did, newest first.',
  params: NoParams,
  query: PageQuery,
  body: NoBody,
  output: page(AuditRow),
})
