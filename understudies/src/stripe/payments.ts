// Money moving: intents are paid with a test card, charges refunded, and each step leaves its event.
import { z } from 'zod'
import { cardOfMethod, type Card } from './cards.ts'
import {
  newCharge,
  newDispute,
  newIntent,
  newRefund,
  type Charge,
  type Dispute,
  type Intent,
  type IntentInput,
  type Refund,
} from './charge-objects.ts'
import { declined, invalid, type StripeRefusal } from './errors.ts'
import type { Events } from './events.ts'
import { amount, currency, expand, flag, ignored, metadataOrNothing, paging, text } from './params.ts'
import { seconds, Shelf } from './shelf.ts'

const IntentCreate = z.strictObject({
  amount: amount.refine((value) => value >= 50, 'must be at least 50'),
  currency,
  customer: text.optional(),
  description: text.optional(),
  receipt_email: text.optional(),
  metadata: metadataOrNothing,
  payment_method: text.optional(),
  confirm: flag.default(false),
  off_session: ignored,
  automatic_payment_methods: ignored,
  payment_method_types: ignored,
  setup_future_usage: ignored,
  return_url: ignored,
  expand,
})
const Confirm = z.strictObject({ payment_method: text.optional(), return_url: ignored, off_session: ignored, expand })
const RefundCreate = z.strictObject({
  charge: text.optional(),
  payment_intent: text.optional(),
  amount: amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadataOrNothing,
  expand,
})
const List = z.strictObject({
  ...paging,
  charge: text.optional(),
  payment_intent: text.optional(),
  customer: text.optional(),
})

export class Payments {
  readonly intents = new Shelf<Intent>('payment_intent')
  readonly charges = new Shelf<Charge>('charge')
  readonly refunds = new Shelf<Refund>('refund')
  readonly disputes = new Shelf<Dispute>('dispute')
  readonly #events: Events
  readonly #origin: () => string

  constructor(events: Events, origin: () => string) {
    this.#events = events
    this.#origin = origin
  }

  begin(input: IntentInput): Intent {
    const intent = this.intents.add(newIntent(input))
    this.#events.record('payment_intent.created', intent)
    return intent
  }

  createIntent(params: unknown): Intent {
    const given = IntentCreate.parse(params)
    const { amount, currency, customer = null, metadata, description, receipt_email: receiptEmail } = given
    const intent = this.begin({ amount, currency, customer, metadata, description, receiptEmail })
    if (given.payment_method !== undefined) {
      intent.payment_method = given.payment_method
      intent.status = 'requires_confirmation'
    }
    return given.confirm ? this.#confirm(intent) : intent
  }

  confirmIntent(id: string, params: unknown): Intent {
    const { payment_method: method } = Confirm.parse(params)
    const intent = this.intents.get(id, 'intent')
    if (method !== undefined) intent.payment_method = method
    return this.#confirm(intent)
  }

  cancelIntent(id: string): Intent {
    const intent = this.intents.get(id, 'intent')
    if (intent.status === 'succeeded') throw unexpected(intent)
    Object.assign(intent, { status: 'canceled', canceled_at: seconds() })
    this.#events.record('payment_intent.canceled', intent)
    return intent
  }

  /** Pays with a test card. A decline leaves a failed charge, and the intent open for another card. */
  pay(intent: Intent, card: Card, billing: { email: string | null; name: string | null }): Charge {
    if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent)
    const charge = this.charges.add(newCharge(intent, card, billing, `${this.#origin()}/receipts`))
    Object.assign(intent, { latest_charge: charge.id, payment_method: charge.payment_method })
    if (!charge.paid) {
      const error = {
        type: 'card_error',
        code: 'card_declined',
        decline_code: card.declineCode,
        message: card.says,
        charge: charge.id,
      }
      Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error, payment_method: null })
      this.#events.record('charge.failed', charge)
      this.#events.record('payment_intent.payment_failed', intent)
      return charge
    }
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, last_payment_error: null })
    this.#events.record('charge.succeeded', charge)
    this.#events.record('payment_intent.succeeded', intent)
    if (card.outcome === 'disputed') this.#dispute(charge)
    return charge
  }

  createRefund(params: unknown): Refund {
    const given = RefundCreate.parse(params)
    const charge = this.#chargeOf(given.charge, given.payment_intent)
    const left = charge.amount_captured - charge.amount_refunded
    const refunded = given.amount ?? left
    if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
    if (refunded > left || refunded === 0) {
      throw invalid(`Refund amount (${refunded}) is greater than unrefunded amount on charge (${left})`, {
        param: 'amount',
      })
    }
    const refund = this.refunds.add(newRefund(charge, refunded, given.reason ?? null, given.metadata))
    charge.amount_refunded += refunded
    charge.refunded = charge.amount_refunded === charge.amount
    this.#events.record('refund.created', refund)
    this.#events.record('charge.refunded', charge)
    return refund
  }

  listIntents(params: unknown) {
    const query = List.parse(params)
    return this.intents.list(
      '/v1/payment_intents',
      query,
      (intent) => query.customer === undefined || intent.customer === query.customer,
    )
  }

  listCharges(params: unknown) {
    const query = List.parse(params)
    const keep = (charge: Charge) =>
      (query.payment_intent === undefined || charge.payment_intent === query.payment_intent) &&
      (query.customer === undefined || charge.customer === query.customer)
    return this.charges.list('/v1/charges', query, keep)
  }

  listRefunds(params: unknown) {
    const query = List.parse(params)
    const keep = (refund: Refund) =>
      (query.charge === undefined || refund.charge === query.charge) &&
      (query.payment_intent === undefined || refund.payment_intent === query.payment_intent)
    return this.refunds.list('/v1/refunds', query, keep)
  }

  #confirm(intent: Intent): Intent {
    const card = cardOfMethod(intent.payment_method ?? '')
    if (!card)
      throw invalid(`No such PaymentMethod: '${intent.payment_method ?? ''}'`, {
        code: 'resource_missing',
        param: 'payment_method',
      })
    const charge = this.pay(intent, card, { email: intent.receipt_email, name: null })
    if (!charge.paid) throw declinedCharge(card, charge, intent)
    return intent
  }

  #chargeOf(charge: string | undefined, intent: string | undefined): Charge {
    if (charge !== undefined) return this.charges.get(charge, 'charge')
    if (intent === undefined)
      throw invalid('One of the following params should be provided for this request: payment_intent or charge.')
    const latest = this.intents.get(intent, 'payment_intent').latest_charge
    if (latest === null) throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`)
    return this.charges.get(latest, 'payment_intent')
  }

  #dispute(charge: Charge): void {
    charge.disputed = true
    this.#events.record('charge.dispute.created', this.disputes.add(newDispute(charge)))
  }
}

function declinedCharge(card: Card, charge: Charge, intent: Intent): StripeRefusal {
  const details = { code: 'card_declined', charge: charge.id, payment_intent: intent }
  return declined(card.says ?? 'Your card was declined.', {
    ...details,
    ...(card.declineCode !== undefined && { decline_code: card.declineCode }),
  })
}

function unexpected(intent: Intent): StripeRefusal {
  const message = `This PaymentIntent's state does not allow this: it has a status of ${intent.status}.`
  return invalid(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
}
