// Checkout sessions: created by the API, paid or left on the hosted page, expired by either clock or request.
import { z } from 'zod'
import type { Card } from './cards.ts'
import type { Catalog } from './catalog.ts'
import { readCheckoutParams, type CheckoutParams } from './checkout-params.ts'
import { lineItems, newSession, type Line, type Session } from './checkout-session.ts'
import { discountOf, type Coupon, type Discounts, type PromotionCode } from './discounts.ts'
import { invalid } from './errors.ts'
import type { Events } from './events.ts'
import { paging, text } from './params.ts'
import type { Payments } from './payments.ts'
import { newId, seconds, Shelf } from './shelf.ts'

export type CheckoutParts = {
  catalog: Catalog
  discounts: Discounts
  payments: Payments
  events: Events
  origin: () => string
}
export type Buyer = { email: string; name: string | null }
export type Outcome = { kind: 'paid'; url: string } | { kind: 'declined'; says: string }

type Order = { params: CheckoutParams; lines: Line[]; coupon: Coupon | undefined; code: PromotionCode | undefined }

const List = z.strictObject({
  ...paging,
  customer: text.optional(),
  payment_intent: text.optional(),
  status: text.optional(),
})

export class Checkout {
  readonly sessions = new Shelf<Session>('checkout.session')
  /** As long-lived as the session it belongs to. */
  readonly #orders = new WeakMap<Session, Order>()
  readonly #parts: CheckoutParts

  constructor(parts: CheckoutParts) {
    this.#parts = parts
  }

  create(given: unknown): Session {
    const params = readCheckoutParams(given)
    if (params.customer !== undefined) this.#parts.catalog.customers.get(params.customer, 'customer')
    const lines = params.line_items.map((item, index) => this.#line(item, index))
    if (new Set(lines.map((line) => line.price.currency)).size > 1)
      throw invalid('All line items must have the same currency.', { param: 'line_items' })
    const session = this.sessions.add(newSession(params, lines, this.#parts.origin()))
    this.#orders.set(session, { params, lines, coupon: undefined, code: undefined })
    const [discount] = params.discounts ?? []
    if (discount) this.#discount(session, this.#codeOf(discount.promotion_code), discount.coupon)
    return session
  }

  get(id: string): Session {
    const session = this.sessions.get(id, 'session')
    if (session.status === 'open' && session.expires_at <= seconds()) this.#expire(session)
    return session
  }

  expire(id: string): Session {
    const session = this.get(id)
    if (session.status !== 'open')
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      )
    this.#expire(session)
    return session
  }

  expireDue(): void {
    for (const session of this.sessions.all()) this.get(session.id)
  }

  lines(session: Session): readonly Line[] {
    return this.#order(session).lines
  }

  lineItems(id: string) {
    const session = this.get(id)
    return lineItems(session, this.lines(session))
  }

  list(params: unknown) {
    const query = List.parse(params)
    const keep = (session: Session) =>
      (query.customer === undefined || session.customer === query.customer) &&
      (query.payment_intent === undefined || session.payment_intent === query.payment_intent) &&
      (query.status === undefined || session.status === query.status)
    return this.sessions.list('/v1/checkout/sessions', query, keep)
  }

  /** False when nobody may use that code here. */
  enterCode(session: Session, typed: string): boolean {
    const code = this.#parts.discounts.typed(typed, session.amount_subtotal, session.customer)
    if (!code || session.allow_promotion_codes !== true || session.status !== 'open') return false
    this.#discount(session, code, undefined)
    return true
  }

  removeCode(session: Session): boolean {
    if (session.allow_promotion_codes !== true || session.status !== 'open') return false
    Object.assign(this.#order(session), { coupon: undefined, code: undefined })
    Object.assign(session, { discounts: [], amount_total: session.amount_subtotal })
    session.total_details.amount_discount = 0
    return true
  }

  pay(session: Session, card: Card, buyer: Buyer): Outcome {
    if (session.status !== 'open') throw invalid(`This Checkout Session has a status of ${session.status}.`)
    const { params } = this.#order(session)
    if (session.amount_total > 0) {
      const { metadata, description, receipt_email: receiptEmail = buyer.email } = params.payment_intent_data
      const input = {
        amount: session.amount_total,
        currency: session.currency,
        customer: session.customer,
        metadata,
        description,
        receiptEmail,
      }
      const begun =
        session.payment_intent === null ? undefined : this.#parts.payments.intents.find(session.payment_intent)
      const intent = begun?.amount === session.amount_total ? begun : this.#parts.payments.begin(input)
      session.payment_intent = intent.id
      const charge = this.#parts.payments.pay(intent, card, buyer)
      if (!charge.paid) return { kind: 'declined', says: card.says ?? 'Your card was declined.' }
    }
    this.#complete(session, buyer)
    return { kind: 'paid', url: session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id) }
  }

  #complete(session: Session, buyer: Buyer): void {
    const { coupon, code } = this.#order(session)
    if (coupon) this.#parts.discounts.redeemed(coupon, code)
    if (session.customer_creation === 'always') {
      session.customer = this.#parts.catalog.createCustomer({
        email: buyer.email,
        ...(buyer.name !== null && { name: buyer.name }),
      }).id
    }
    session.customer_details = { email: buyer.email, name: buyer.name }
    session.payment_status = session.amount_total > 0 ? 'paid' : 'no_payment_required'
    Object.assign(session, { status: 'complete', url: null })
    this.#parts.events.record('checkout.session.completed', session)
  }

  #expire(session: Session): void {
    Object.assign(session, { status: 'expired', url: null })
    this.#parts.events.record('checkout.session.expired', session)
  }

  #order(session: Session): Order {
    const order = this.#orders.get(session)
    if (!order) throw new Error(`${session.id} has no order`)
    return order
  }

  #line(item: CheckoutParams['line_items'][number], index: number): Line {
    const { catalog } = this.#parts
    const param = `line_items[${index}]`
    if ((item.price === undefined) === (item.price_data === undefined)) {
      throw invalid(`You must specify either \`price\` or \`price_data\` for ${param}.`, { param: `${param}[price]` })
    }
    const price = item.price_data
      ? catalog.addPrice(item.price_data)
      : catalog.prices.get(item.price ?? '', `${param}[price]`)
    const amount = (price.unit_amount ?? 0) * item.quantity
    return {
      id: newId('li'),
      description: catalog.products.get(price.product).name,
      price,
      quantity: item.quantity,
      amount,
    }
  }

  #codeOf(id: string | undefined): PromotionCode | undefined {
    return id === undefined ? undefined : this.#parts.discounts.codes.get(id, 'discounts[0][promotion_code]')
  }

  #discount(session: Session, code: PromotionCode | undefined, couponId: string | undefined): void {
    const { discounts } = this.#parts
    const coupon = discounts.coupons.get(code?.promotion.coupon ?? couponId ?? '', 'discounts[0][coupon]')
    const isUsable = code ? discounts.usable(code, session.amount_subtotal, session.customer) : discounts.valid(coupon)
    if (!isUsable) throw invalid('This promotion code cannot be redeemed.', { param: 'discounts' })
    const off = discountOf(coupon, session.amount_subtotal)
    Object.assign(this.#order(session), { coupon, code })
    session.discounts = [{ coupon: code ? null : coupon.id, promotion_code: code?.id ?? null }]
    session.amount_total = session.amount_subtotal - off
    session.total_details.amount_discount = off
  }
}
