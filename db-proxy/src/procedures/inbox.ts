// The webhook inbox: a verified notice is kept once, then applied in one transaction with what it changes. One that cannot
// be applied is tried again later, and set aside after a few tries.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/inbox'
import { newId } from '@callback/contracts/ids'
import { forResolver, found } from '../work.ts'
import type { Work } from '../work.ts'
import { msAfter } from './instants.ts'
import type { Plan } from './notice.ts'
import { smsNotice } from './notice-sms.ts'
import { statusNotice } from './notice-status.ts'
import { stripeNotice } from './notice-stripe.ts'

/** A notice that fails this often needs a person. */
export const NOTICE_TRIES_MAX = 8
const RETRY_MS = 15_000
/** The call a notice is about may be entered a moment later; after this it never will be. */
const UNMATCHED_MS_MAX = 2 * 60_000
/** Fresh notices are being applied by whoever stored them. */
const FRESH_MS = 5_000

type Notice = { id: string; kind: string; payload: unknown; status: string; tries: number; receivedAt: Date }

export const receiveNotice = forResolver(
  contract.receiveNotice,
  async ({ sql }, { provider, kind, dedupeKey, payload }) => {
    const id = newId('inbox')
    const [stored] = await sql`
    insert into webhook_inbox (id, provider, kind, dedupe_key, payload)
    values (${id}, ${provider}, ${kind}, ${dedupeKey}, ${JSON.stringify(payload)}::text::jsonb)
    on conflict (provider, dedupe_key) do nothing returning 1`
    if (stored !== undefined) return { id, duplicate: false }
    const [known] = await sql<{ id: string }[]>`
    select id from webhook_inbox where provider = ${provider} and dedupe_key = ${dedupeKey}`
    return { id: found(known, 'notice').id, duplicate: true }
  },
)

type Applied = z.input<typeof contract.applyNotice.output>

export const applyNotice = forResolver(contract.applyNotice, async (work, { id }) => {
  const [row] = await work.sql<Notice[]>`
    select id, kind, payload, status, tries, received_at from webhook_inbox where id = ${id} for update`
  const notice = found(row, 'notice')
  if (notice.status !== 'received') {
    return { kind: notice.status === 'applied' ? 'applied' : 'ignored', endedCallId: null } satisfies Applied
  }
  try {
    await work.sql`savepoint applying`
    return await apply(work, notice)
  } catch (error) {
    // Takes back what was begun, the role too, and leaves the row to be written.
    await work.sql`rollback to savepoint applying`
    work.tools.warn('notice not applied', error)
    const tries = notice.tries + 1
    await work.sql`
      update webhook_inbox set tries = ${tries}, retry_at = ${msAfter(work.now, RETRY_MS * 2 ** notice.tries)},
        status = ${tries >= NOTICE_TRIES_MAX ? 'failed' : 'received'}
      where id = ${id}`
    return { kind: 'failed', endedCallId: null } satisfies Applied
  }
})

async function apply(work: Work, notice: Notice): Promise<Applied> {
  const plan = await planFor(work, notice)
  const { sql, now } = work
  switch (plan.kind) {
    case 'later':
    case 'ignore': {
      const waits = plan.kind === 'later' && now.getTime() - notice.receivedAt.getTime() < UNMATCHED_MS_MAX
      if (waits) await sql`update webhook_inbox set retry_at = ${msAfter(now, RETRY_MS)} where id = ${notice.id}`
      else await sql`update webhook_inbox set status = 'ignored', applied_at = now() where id = ${notice.id}`
      return { kind: 'ignored', endedCallId: null }
    }
    case 'apply': {
      await sql`update webhook_inbox set status = 'applied', applied_at = now() where id = ${notice.id}`
      return { kind: 'applied', ...(await plan.run()) }
    }
  }
}

function planFor(work: Work, notice: Notice): Promise<Plan> {
  switch (notice.kind) {
    case 'twilio.status':
      return statusNotice(work, notice)
    case 'twilio.sms':
      return smsNotice(work, notice)
    case 'stripe.event':
      return stripeNotice(work, notice)
    default:
      // Kept for the record: nothing depends on it.
      return Promise.resolve({ kind: 'ignore' })
  }
}

export const dueNotices = forResolver(contract.dueNotices, async ({ sql, now }, { limit }) => {
  const rows = await sql<{ id: string }[]>`
    select id from webhook_inbox
    where status = 'received' and retry_at <= now() and received_at < ${msAfter(now, -FRESH_MS)}
    order by retry_at limit ${limit}`
  return { ids: rows.map(({ id }) => id) }
})
