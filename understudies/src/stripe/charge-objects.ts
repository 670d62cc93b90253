// What a payment leaves behind: intent, charge, refund, dispute, with the fields that Stripe gives them.
import type { Card } from './cards.ts'
import { newId, seconds } from './shelf.ts'

export type Intent = ReturnType<typeof newIntent>
export type Charge = ReturnType<typeof newCharge>
export type Refund = ReturnType<typeof newRefund>
export type Dispute = ReturnType<typeof newDispute>
type Metadata = Record<string, string>

export type IntentStatus = 'requires_payment_method' | 'requires_confirmation' | 'succeeded' | 'canceled'
export type IntentInput = {
  amount: number
  currency: string
  customer: string | null
  metadata: Metadata
  description?: string | undefined
  receiptEmail?: string | undefined
}

export function newIntent({ amount, currency, customer, metadata, description, receiptEmail }: IntentInput) {
  const id = newId('pi')
  const status: IntentStatus = 'requires_payment_method'
  return {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    automatic_payment_methods: null,
    canceled_at: null as number | null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('x', 25).slice(2)}`,
    confirmation_method: 'automatic',
    created: seconds(),
    currency,
    customer,
    description: description ?? null,
    last_payment_error: null as Record<string, unknown> | null,
    latest_charge: null as string | null,
    livemode: false,
    metadata,
    next_action: null,
    payment_method: null as string | null,
    payment_method_types: ['card'],
    processing: null,
    receipt_email: receiptEmail ?? null,
    setup_future_usage: null,
    shipping: null,
    status: status as IntentStatus,
  }
}

export function newCharge(
  intent: Intent,
  card: Card,
  billing: { email: string | null; name: string | null },
  receipts: string,
) {
  const isPaid = card.outcome !== 'declined'
  const id = newId('ch')
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    balance_transaction: isPaid ? newId('txn') : null,
    billing_details: { address: null, email: billing.email, name: billing.name, phone: null, tax_id: null },
    captured: isPaid,
    created: seconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: isPaid ? null : 'card_declined',
    failure_message: card.says ?? null,
    livemode: false,
    metadata: intent.metadata,
    outcome: isPaid ? AUTHORIZED : { ...REFUSED, reason: card.declineCode, seller_message: card.says },
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', last4: card.number.slice(-4), exp_month: 12, exp_year: 2034, country: 'US' },
    },
    receipt_email: intent.receipt_email,
    receipt_url: isPaid ? `${receipts}/${id}` : null,
    refunded: false,
    status: isPaid ? 'succeeded' : 'failed',
  }
}

export function newRefund(charge: Charge, amount: number, reason: string | null, metadata: Metadata) {
  const about = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: newId('txn'),
    charge: charge.id,
    created: seconds(),
  }
  const from = { currency: charge.currency, customer: charge.customer, payment_intent: charge.payment_intent }
  return { ...about, ...from, metadata, reason, receipt_number: null, status: 'succeeded' }
}

export function newDispute(charge: Charge) {
  return {
    id: newId('du'),
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: seconds(),
    currency: charge.currency,
    evidence_details: { due_by: seconds() + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
  }
}

const AUTHORIZED = {
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  seller_message: 'Payment complete.',
  type: 'authorized',
}
const REFUSED = { network_status: 'declined_by_network', risk_level: 'normal', type: 'issuer_declined' }
