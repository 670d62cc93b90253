// A payment at Stripe: a session that is paid pays its purchase, and grants the pack's credits once, keyed by the session.
// What was charged says nothing about what is granted: that is the pack's, as it was when the purchase was made.
import { z } from 'zod'
import { PurchaseId } from '@callback/contracts/ids'
import { formatCredits } from '@callback/domain/money'
import { actFor } from '../work.ts'
import type { TenantWork, Work } from '../work.ts'
import type { Ended, Matched, Plan } from './notice.ts'
import { book } from './ledger.ts'

const Event = z.object({
  type: z.string(),
  object: z.object({
    id: z.string(),
    payment_status: z.string().nullish(),
    client_reference_id: z.string().nullish(),
  }),
})

const COMPLETED = new Set(['checkout.session.completed', 'checkout.session.async_payment_succeeded'])
/** A promotion code may cover all of it. */
const PAID = new Set(['paid', 'no_payment_required'])

type Owned = { id: string; accountId: string }

export async function stripeNotice(work: Work, notice: Matched): Promise<Plan> {
  const { type, object } = Event.parse(notice.payload)
  const isPaid = COMPLETED.has(type) && PAID.has(object.payment_status ?? '')
  if (!isPaid && type !== 'checkout.session.expired') return { kind: 'ignore' }
  const owned = (await bySession(work, object.id)) ?? (await byReference(work, object.client_reference_id))
  // Ours are named by our id; a paid session that names none of our purchases is another program's.
  if (owned === undefined) return { kind: 'ignore' }
  const run = isPaid ? pay : expire
  return { kind: 'apply', run: async () => run(await actFor(work, owned.accountId), owned.id, object.id) }
}

async function bySession({ sql }: Work, sessionId: string): Promise<Owned | undefined> {
  const [row] = await sql<Owned[]>`select id, account_id from purchases where session_id = ${sessionId}`
  return row
}

async function byReference({ sql }: Work, reference: string | null | undefined): Promise<Owned | undefined> {
  const id = PurchaseId.safeParse(reference)
  if (!id.success) return undefined
  const [row] = await sql<Owned[]>`select id, account_id from purchases where id = ${id.data}`
  return row
}

async function pay({ sql, account }: TenantWork, id: string, sessionId: string): Promise<Ended> {
  const [paid] = await sql<{ millicredits: number }[]>`
    update purchases set status = 'paid', paid_at = now(), session_id = coalesce(session_id, ${sessionId})
    where id = ${id} and status <> 'paid' returning millicredits`
  if (paid !== undefined) {
    const { millicredits } = paid
    const note = `Bought ${formatCredits(millicredits)} credits`
    const key = `grant:${sessionId}`
    await book(sql, { id: key, kind: 'purchase', account, note, from: 'issued', to: 'available', millicredits })
  }
  return { endedCallId: null }
}

async function expire({ sql }: TenantWork, id: string): Promise<Ended> {
  await sql`update purchases set status = 'expired' where id = ${id} and status = 'open'`
  return { endedCallId: null }
}
