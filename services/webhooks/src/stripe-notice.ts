// Stripe's events, kept by event id. Applying one twice is harmless: grants are keyed by the session they pay for.
import { z } from 'zod'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { readBytes } from '@callback/edge/body'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { storeNotice } from './inbox.ts'
import { isSigned } from './timestamped-signature.ts'

/** Stripe's largest events are tens of kilobytes. */
const EVENT_BYTES_MAX = 128 * 1024

const Event = z.object({
  id: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
})

/** Of the event's object only what applying needs is kept. */
const KEPT = [
  'id',
  'client_reference_id',
  'payment_status',
  'payment_intent',
  'metadata',
  'amount_total',
  'currency',
  'status',
]

export async function stripeNotice(c: EdgeContext<Env>): Promise<Response> {
  const bytes = await readBytes(c.req.raw, EVENT_BYTES_MAX)
  const signature = c.req.header('stripe-signature') ?? ''
  if (!(await isSigned(signature, bytes, c.get('env').STRIPE_WEBHOOK_SECRET, 'seconds', Date.now()))) {
    throw new AppError('forbidden', 'The signature does not match.')
  }
  const event = Event.safeParse(parseJson(bytes))
  if (!event.success) throw invalidInput(event.error)
  const { id, type, data } = event.data
  const object = Object.fromEntries(KEPT.flatMap((name) => (name in data.object ? [[name, data.object[name]]] : [])))
  await storeNotice(c, { provider: 'stripe', kind: 'stripe.event', dedupeKey: id, payload: { type, object } })
  return c.body(null, 204)
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { fields: { body: 'is not JSON' }, cause })
  }
}
