import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECRET, startTrial, submit } from './trial.ts'

let trial: Awaited<ReturnType<typeof startTrial>>
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.close())

const pack: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [
    { price_data: { currency: 'usd', unit_amount: 1_000, product_data: { name: '100 credits <b>' } }, quantity: 2 },
  ],
  success_url: 'http://localhost:9/thanks?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://localhost:9/shop',
  client_reference_id: 'account 1',
  metadata: { pack: 'small' },
  payment_intent_data: { metadata: { account: '1' } },
}
const begin = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}, options?: Stripe.RequestOptions) =>
  trial.stripe.checkout.sessions.create({ ...pack, ...more }, options)

describe('a checkout', () => {
  it('is created, paid on its page, and announced by a webhook that the SDK verifies', async () => {
    const session = await begin()
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2_000,
      currency: 'usd',
      payment_intent: null,
    })
    const shown = await (await fetch(session.url ?? '')).text()
    expect(shown).toContain('Stripe understudy')
    expect(shown).toContain('100 credits &lt;b&gt; × 2')
    expect(shown).toContain('$20.00')

    const paid = await submit(session.url, { action: 'pay', card: '4242' })
    expect(paid.headers.get('location')).toBe(`http://localhost:9/thanks?session=${session.id}`)
    const { body, signature } = await trial.inbox.until('checkout.session.completed', session.id)
    const event = await trial.stripe.webhooks.constructEventAsync(body, signature, SECRET)
    expect(event.data.object).toMatchObject({
      id: session.id,
      status: 'complete',
      payment_status: 'paid',
      metadata: { pack: 'small' },
    })
    await expect(
      trial.stripe.webhooks.constructEventAsync(body.replace('"paid"', '"unpaid"'), signature, SECRET),
    ).rejects.toThrow()

    const done = await trial.stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items', 'payment_intent.latest_charge'],
    })
    expect(done).toMatchObject({
      url: null,
      client_reference_id: 'account 1',
      customer_details: { email: 'buyer@example.com' },
      line_items: { data: [{ quantity: 2, amount_total: 2_000 }] },
      payment_intent: { status: 'succeeded', metadata: { account: '1' }, latest_charge: { paid: true, amount: 2_000 } },
    })
    expect((await submit(session.url, { action: 'pay', card: '4242' })).headers.get('location')).toBeNull()
  })

  it('stays open after a declined card and takes another', async () => {
    const session = await begin()
    const refused = await submit(session.url, { action: 'pay', card: '0002' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Your card was declined.')
    const between = await trial.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(between).toMatchObject({
      status: 'open',
      payment_intent: { last_payment_error: { decline_code: 'generic_decline' } },
    })
    expect((await submit(session.url, { action: 'pay', card: '4242' })).status).toBe(302)
    expect(await trial.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' })
  })

  it('expires on request and then takes no money', async () => {
    const session = await begin()
    expect(await trial.stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null })
    expect(await (await submit(session.url, { action: 'pay', card: '4242' })).text()).toContain('expired')
    await trial.inbox.until('checkout.session.expired', session.id)
    await expect(trial.stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
    })
  })

  it('takes a promotion code typed by the buyer, counts it when paid, and no more often than allowed', async () => {
    const coupon = await trial.stripe.coupons.create({ percent_off: 25, duration: 'once' })
    await trial.stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'QUARTER',
      max_redemptions: 1,
    })
    const session = await begin({ allow_promotion_codes: true })
    expect(await (await submit(session.url, { action: 'enter-code', code: 'NOPE' })).text()).toContain('not valid')
    expect((await submit(session.url, { action: 'enter-code', code: 'quarter' })).status).toBe(302)
    expect(await trial.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      amount_total: 1_500,
      total_details: { amount_discount: 500 },
    })
    await submit(session.url, { action: 'pay', card: '4242' })
    const [code] = (await trial.stripe.promotionCodes.list({ code: 'QUARTER' })).data
    expect(code?.times_redeemed).toBe(1)
    const second = await begin({ allow_promotion_codes: true })
    expect((await submit(second.url, { action: 'enter-code', code: 'QUARTER' })).status).toBe(422)
  })

  it('needs no payment when the discount is whole', async () => {
    const coupon = await trial.stripe.coupons.create({ amount_off: 5_000, currency: 'usd' })
    const session = await begin({ discounts: [{ coupon: coupon.id }] })
    expect(session.amount_total).toBe(0)
    await submit(session.url, { action: 'pay' })
    expect(await trial.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      payment_status: 'no_payment_required',
      payment_intent: null,
    })
  })
})

describe('idempotency keys', () => {
  it('replay the first answer, and refuse other parameters', async () => {
    const first = await begin({}, { idempotencyKey: 'key 1' })
    const again = await begin({}, { idempotencyKey: 'key 1' })
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    await expect(begin({ client_reference_id: 'other' }, { idempotencyKey: 'key 1' })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    })
    expect((await begin({}, { idempotencyKey: 'key 2' })).id).not.toBe(first.id)
  })
})

describe('refusals', () => {
  it('name the parameter at fault', async () => {
    const wrong = (params: object) => begin(params).catch((error: unknown) => error)
    expect(await wrong({ success_url: undefined })).toMatchObject({ code: 'parameter_missing', param: 'success_url' })
    expect(await wrong({ surprise: 'x' })).toMatchObject({ code: 'parameter_unknown', param: 'surprise' })
    expect(await wrong({ line_items: [{ price: 'price_nobody' }] })).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    })
    expect(await wrong({ line_items: [{ ...pack.line_items?.[0], quantity: 'two' }] })).toMatchObject({
      param: 'line_items[0][quantity]',
    })
    expect(await wrong({ allow_promotion_codes: true, discounts: [{ coupon: 'x' }] })).toMatchObject({
      statusCode: 400,
    })
    expect(await wrong({ expires_at: Math.floor(Date.now() / 1_000) + 60 })).toMatchObject({ param: 'expires_at' })
  })

  it('come with 401 for a wrong key and 404 for an unknown session', async () => {
    const other = await fetch(`${trial.origin}/v1/checkout/sessions`, {
      headers: { authorization: 'Bearer sk_test_other' },
    })
    expect(other.status).toBe(401)
    await expect(trial.stripe.checkout.sessions.retrieve('cs_test_nobody')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    })
  })

  it('can be imposed: told to rate-limit twice, it does so twice', async () => {
    await fetch(`${trial.origin}/faults`, { method: 'POST', body: JSON.stringify({ status: 429, times: 2 }) })
    await expect(begin()).rejects.toMatchObject({ type: 'StripeRateLimitError' })
    await expect(begin()).rejects.toMatchObject({ type: 'StripeRateLimitError' })
    await expect(begin()).resolves.toHaveProperty('id')
  })
})
