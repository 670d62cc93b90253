import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseForm } from './form.ts'
import { SECRET, startTrial, submit } from './trial.ts'

let trial: Awaited<ReturnType<typeof startTrial>>
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.close())

const card = (paymentMethod: string) =>
  trial.stripe.paymentIntents.create({
    amount: 1_000,
    currency: 'usd',
    payment_method: paymentMethod,
    confirm: true,
    metadata: { account: '1' },
  })

const chargeOf = (intent: Stripe.PaymentIntent) =>
  typeof intent.latest_charge === 'string' ? intent.latest_charge : ''

it('refunds in parts, counting up, and never more than was paid', async () => {
  const intent = await card('pm_card_visa')
  const first = await trial.stripe.refunds.create({ payment_intent: intent.id, amount: 400 })
  const charge = chargeOf(intent)
  const { body, signature } = await trial.inbox.until('charge.refunded', charge)
  const event = await trial.stripe.webhooks.constructEventAsync(body, signature, SECRET)
  expect(event.data.object).toMatchObject({ amount_refunded: 400, refunded: false, metadata: { account: '1' } })
  await expect(trial.stripe.refunds.create({ charge, amount: 601 })).rejects.toMatchObject({ param: 'amount' })
  await trial.stripe.refunds.create({ charge })
  expect(await trial.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1_000, refunded: true })
  await expect(trial.stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_already_refunded' })
  expect((await trial.stripe.refunds.list({ payment_intent: intent.id })).data.map((refund) => refund.amount)).toEqual([
    600, 400,
  ])
  expect(await trial.stripe.refunds.retrieve(first.id)).toMatchObject({ status: 'succeeded' })
})

it('answers a declined card with a card error that names its code', async () => {
  await expect(card('pm_card_chargeDeclinedInsufficientFunds')).rejects.toMatchObject({
    type: 'StripeCardError',
    statusCode: 402,
    code: 'card_declined',
    decline_code: 'insufficient_funds',
  })
})

it('announces a dispute after the card that brings one', async () => {
  const intent = await card('pm_card_createDispute')
  expect(await trial.stripe.charges.retrieve(chargeOf(intent))).toMatchObject({ disputed: true })
  const { data } = await trial.stripe.events.list({ type: 'charge.dispute.*' })
  expect(data[0]?.data.object).toMatchObject({ payment_intent: intent.id, status: 'needs_response' })
})

it('opens a portal for a customer that shows what they paid', async () => {
  const customer = await trial.stripe.customers.create({ email: 'c@example.com' })
  const price = await trial.stripe.prices.create({
    currency: 'usd',
    unit_amount: 1_234,
    product_data: { name: 'Pack' },
  })
  const session = await trial.stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://localhost:9/',
  })
  await submit(session.url, { action: 'pay', card: '4242' })
  const portal = await trial.stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: 'http://localhost:9/account',
  })
  const shown = await (await fetch(portal.url)).text()
  expect(shown).toContain('$12.34')
  expect(shown).toContain('http://localhost:9/account')
})

it('lists newest first and pages to the end', async () => {
  const names = ['one', 'two', 'three', 'four', 'five']
  for (const name of names) await trial.stripe.products.create({ name })
  const seen: string[] = []
  for await (const product of trial.stripe.products.list({ limit: 2 })) seen.push(product.name)
  expect(seen.slice(0, 5)).toEqual(names.toReversed())
})

it('reads nested forms, and no prototype by name', () => {
  expect(parseForm('a[0][b]=1&a[0][c]=2&a[1][b]=3&d[]=x&d[]=y&e[f][g]=h&plain=z')).toEqual({
    a: [{ b: '1', c: '2' }, { b: '3' }],
    d: ['x', 'y'],
    e: { f: { g: 'h' } },
    plain: 'z',
  })
  expect(Object.getPrototypeOf(parseForm('__proto__[x]=1'))).toBe(Object.prototype)
  expect(() => parseForm('a[b][c][d][e][f][g][h][i]=1')).toThrow('nested too deeply')
})
