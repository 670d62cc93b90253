// What happened, newest last: served by GET /events and delivered to the configured webhook, signed as WorkOS signs.
import { createHmac } from 'node:crypto'
import type { WebhookDelivery } from '../webhook-delivery.ts'
import { newId } from './ids.ts'

export type WorkosEvent = {
  object: 'event'
  id: string
  event: string
  data: Record<string, unknown>
  created_at: string
}
export type WebhookTarget = { url: string; secret: string }

/** A long test session's worth; older ones fall off, as with the real 30 days. */
const EVENTS_MAX = 1_000

export class Events {
  readonly all: WorkosEvent[] = []
  readonly #delivery: WebhookDelivery
  readonly #target: WebhookTarget | undefined

  constructor(delivery: WebhookDelivery, target: WebhookTarget | undefined) {
    this.#delivery = delivery
    this.#target = target
  }

  record(event: string, data: Record<string, unknown>): void {
    const entry: WorkosEvent = {
      object: 'event',
      id: newId('event'),
      event,
      data,
      created_at: new Date().toISOString(),
    }
    this.all.push(entry)
    if (this.all.length > EVENTS_MAX) this.all.shift()
    if (!this.#target) return
    const { url, secret } = this.#target
    // Compact, because the vendor's SDK verifies its own re-serialisation of the parsed body.
    const body = JSON.stringify({ id: entry.id, event, data, created_at: entry.created_at })
    this.#delivery.send({ url, body, sign: () => ({ 'workos-signature': signature(body, secret, Date.now()) }) })
  }
}

export function signature(body: string, secret: string, atMs: number): string {
  return `t=${atMs}, v1=${createHmac('sha256', secret).update(`${atMs}.${body}`).digest('hex')}`
}
