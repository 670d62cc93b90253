// A checkout session as the API shows it, made from its parameters and priced lines.
import type { Price } from './catalog.ts'
import type { CheckoutParams } from './checkout-params.ts'
import { newId, seconds } from './shelf.ts'

export type Line = { id: string; description: string; price: Price; quantity: number; amount: number }
export type Session = ReturnType<typeof newSession>

export function newSession(params: CheckoutParams, lines: readonly Line[], origin: string) {
  const id = newId('cs_test', 58)
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    amount_subtotal: subtotal,
    amount_total: subtotal,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    consent: null,
    created: seconds(),
    currency: lines[0]?.price.currency ?? 'usd',
    custom_fields: [],
    customer: params.customer ?? (null as string | null),
    customer_creation: params.customer === undefined ? (params.customer_creation ?? 'if_required') : null,
    customer_details: null as { email: string | null; name: string | null } | null,
    customer_email: params.customer_email ?? null,
    discounts: [] as { coupon: string | null; promotion_code: string | null }[],
    expires_at: params.expires_at ?? seconds(),
    invoice: null,
    invoice_creation: { enabled: false },
    livemode: false,
    locale: params.locale ?? null,
    metadata: params.metadata,
    mode: 'payment',
    payment_intent: null as string | null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_types: params.payment_method_types ?? ['card'],
    payment_status: 'unpaid' as 'unpaid' | 'paid' | 'no_payment_required',
    recovered_from: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open' as 'open' | 'complete' | 'expired',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: params.ui_mode,
    url: `${origin}/c/pay/${id}` as string | null,
  }
}

export function lineItems(session: Session, lines: readonly Line[]) {
  const data = lines.map(({ id, description, price, quantity, amount }) => ({
    id,
    object: 'item',
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: session.currency,
    description,
    price,
    quantity,
  }))
  return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${session.id}/line_items` }
}
