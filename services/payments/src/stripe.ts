// Stripe's SDK, pointed at STRIPE_BASE_URL, and the one thing asked of it: a page where a purchase is paid.
import Stripe from 'stripe'
import type { Purchase } from '@callback/contracts/billing'
import { AppError } from '@callback/contracts/errors'
import { formatCredits } from '@callback/domain/money'
import type { Env } from './env.ts'

/** A person waits for the page. */
const STRIPE_MS_MAX = 8_000

function client(env: Env): Stripe {
  const url = new URL(env.STRIPE_BASE_URL)
  const protocol = url.protocol === 'http:' ? 'http' : 'https'
  return new Stripe(env.STRIPE_API_KEY, {
    httpClient: Stripe.createFetchHttpClient(),
    host: url.hostname,
    port: url.port === '' ? (protocol === 'http' ? 80 : 443) : Number(url.port),
    protocol,
    timeout: STRIPE_MS_MAX,
    // The same idempotency key is sent again by whoever repeats the request.
    maxNetworkRetries: 1,
    telemetry: false,
  })
}

/** Credits follow from the purchase, not from the amount paid: it is named in every object that later events carry. */
export async function openCheckout(purchase: Purchase, env: Env): Promise<{ sessionId: string; url: string }> {
  const metadata = { purchase_id: purchase.id }
  try {
    const session = await client(env).checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: purchase.id,
        metadata,
        payment_intent_data: { metadata },
        allow_promotion_codes: true,
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: purchase.currency.toLowerCase(),
              unit_amount: purchase.priceMinor,
              product_data: { name: `${formatCredits(purchase.millicredits)} CallbackApp credits` },
            },
          },
        ],
        success_url: `${env.WEB_URL}/billing?purchase=${purchase.id}&paid=1`,
        cancel_url: `${env.WEB_URL}/billing?purchase=${purchase.id}`,
      },
      { idempotencyKey: `checkout:${purchase.id}` },
    )
    if (session.url === null) throw new Error('the session has no page')
    return { sessionId: session.id, url: session.url }
  } catch (cause) {
    const internal = cause instanceof Stripe.errors.StripeError ? `Stripe ${cause.statusCode} ${cause.code}` : undefined
    throw new AppError('upstream_failed', 'The payment page could not be opened. Please try again.', {
      cause,
      ...(internal === undefined ? {} : { internal }),
    })
  }
}
