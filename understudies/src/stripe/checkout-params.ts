// The parameters of POST /v1/checkout/sessions, and the rules that span several of them.
import { z } from 'zod'
import { ProductData } from './catalog.ts'
import { invalid } from './errors.ts'
import { amount, currency, expand, flag, ignored, int, metadataOrNothing, text } from './params.ts'
import { seconds } from './shelf.ts'

const EXPIRY_SECONDS_MIN = 30 * 60
const EXPIRY_SECONDS_MAX = 24 * 3_600

const LineItem = z.strictObject({
  price: text.optional(),
  price_data: z
    .strictObject({
      currency,
      unit_amount: amount,
      product: text.optional(),
      product_data: ProductData.optional(),
      tax_behavior: ignored,
    })
    .optional(),
  quantity: int.pipe(z.number().min(1).max(999_999)).default(1),
  adjustable_quantity: ignored,
  metadata: ignored,
  tax_rates: ignored,
})
const Params = z.strictObject({
  mode: z.literal('payment', 'this understudy knows only mode=payment'),
  line_items: z.array(LineItem).min(1).max(100),
  ui_mode: z.literal('hosted_page', 'this understudy knows only ui_mode=hosted_page').default('hosted_page'),
  success_url: z.url().max(5_000),
  cancel_url: z.url().max(5_000).optional(),
  client_reference_id: text.max(200).optional(),
  customer: text.optional(),
  customer_email: z.email().optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  metadata: metadataOrNothing,
  payment_intent_data: z
    .strictObject({
      metadata: metadataOrNothing,
      description: text.optional(),
      receipt_email: text.optional(),
      setup_future_usage: ignored,
      statement_descriptor: ignored,
      statement_descriptor_suffix: ignored,
    })
    .default({ metadata: {} }),
  allow_promotion_codes: flag.optional(),
  discounts: z
    .array(z.strictObject({ coupon: text.optional(), promotion_code: text.optional() }))
    .max(1)
    .optional(),
  expires_at: int.optional(),
  locale: text.optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  payment_method_types: z.array(text).optional(),
  automatic_tax: ignored,
  after_expiration: ignored,
  billing_address_collection: ignored,
  consent_collection: ignored,
  custom_text: ignored,
  invoice_creation: ignored,
  phone_number_collection: ignored,
  saved_payment_method_options: ignored,
  tax_id_collection: ignored,
  expand,
})
export type CheckoutParams = z.infer<typeof Params>

export function readCheckoutParams(given: unknown): CheckoutParams {
  const params = Params.parse(given)
  if (params.allow_promotion_codes !== undefined && params.discounts !== undefined) {
    throw invalid('You may only specify one of these parameters: allow_promotion_codes, discounts.')
  }
  if (params.customer !== undefined && params.customer_email !== undefined) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.')
  }
  if (params.customer !== undefined && params.customer_creation !== undefined) {
    throw invalid('You may only specify one of these parameters: customer, customer_creation.')
  }
  const lasts = (params.expires_at ?? seconds() + EXPIRY_SECONDS_MAX) - seconds()
  // A minute's grace for the time the request took.
  if (lasts < EXPIRY_SECONDS_MIN - 60 || lasts > EXPIRY_SECONDS_MAX + 60) {
    throw invalid(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours after Checkout Session creation.',
      { param: 'expires_at' },
    )
  }
  return { ...params, expires_at: params.expires_at ?? seconds() + EXPIRY_SECONDS_MAX }
}
