// Events: a snapshot of what changed, listed by the API and delivered to the webhook, signed as Stripe signs.
import { createHmac } from 'node:crypto'
import type { WebhookDelivery } from '../webhook-delivery.ts'
import { newId, seconds, Shelf } from './shelf.ts'

export const API_VERSION = '2026-10-28.endive'

export type WebhookTarget = { url: string; secret: string }
export type StripeEvent = {
  id: string
  object: 'event'
  type: string
  created: number
  data: { object: unknown }
} & Record<string, unknown>

export class Events {
  readonly shelf = new Shelf<StripeEvent>('event')
  readonly #delivery: WebhookDelivery
  readonly #target: WebhookTarget | undefined

  constructor(delivery: WebhookDelivery, target: WebhookTarget | undefined) {
    this.#delivery = delivery
    this.#target = target
  }

  record(type: string, object: object): void {
    const event = this.shelf.add({
      id: newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: seconds(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: this.#target ? 1 : 0,
      request: { id: newId('req', 14), idempotency_key: null },
      type,
    })
    if (!this.#target) return
    const { url, secret } = this.#target
    // Indented as Stripe sends it, so that whoever verifies a re-serialised body finds out here.
    const body = JSON.stringify(event, null, 2)
    this.#delivery.send({ url, body, sign: () => ({ 'stripe-signature': signature(body, secret, seconds()) }) })
  }
}

export function signature(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`
}
