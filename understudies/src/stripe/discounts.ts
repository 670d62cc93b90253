// Coupons and the promotion codes that unlock them. Times redeemed are counted when a checkout is paid, not when a code is typed.
import { z } from 'zod'
import { invalid } from './errors.ts'
import { amount, currency, decimal, expand, flag, ignored, int, metadataOrNothing, paging, text } from './params.ts'
import { newId, seconds, Shelf } from './shelf.ts'

export type Coupon = ReturnType<typeof newCoupon>
export type PromotionCode = ReturnType<typeof newPromotionCode>

const CouponCreate = z.strictObject({
  id: text.optional(),
  percent_off: decimal.pipe(z.number().gt(0).max(100)).optional(),
  amount_off: amount.optional(),
  currency: currency.optional(),
  duration: z.enum(['once', 'repeating', 'forever']).default('once'),
  duration_in_months: int.optional(),
  max_redemptions: int.optional(),
  redeem_by: int.optional(),
  name: text.optional(),
  metadata: metadataOrNothing,
  applies_to: ignored,
  expand,
})
const Restrictions = z.strictObject({
  first_time_transaction: flag.default(false),
  minimum_amount: amount.optional(),
  minimum_amount_currency: currency.optional(),
})
const PromotionCodeCreate = z.strictObject({
  promotion: z.strictObject({ type: z.literal('coupon'), coupon: text }),
  code: text.regex(/^[a-zA-Z0-9-]{1,500}$/, 'may contain letters, digits and dashes').optional(),
  active: flag.default(true),
  customer: text.optional(),
  expires_at: int.optional(),
  max_redemptions: int.optional(),
  metadata: metadataOrNothing,
  restrictions: Restrictions.default({ first_time_transaction: false }),
  expand,
})
const CodeList = z.strictObject({
  ...paging,
  code: text.optional(),
  active: flag.optional(),
  coupon: text.optional(),
  customer: text.optional(),
})
const CouponList = z.strictObject(paging)

export class Discounts {
  readonly coupons = new Shelf<Coupon>('coupon')
  readonly codes = new Shelf<PromotionCode>('promotion code')

  createCoupon(params: unknown): Coupon {
    const given = CouponCreate.parse(params)
    if ((given.percent_off === undefined) === (given.amount_off === undefined)) {
      throw invalid('You must pass either `amount_off` or `percent_off` when creating a coupon.', {
        param: 'percent_off',
      })
    }
    if (given.amount_off !== undefined && given.currency === undefined) {
      throw invalid('You must pass a currency when passing `amount_off`.', {
        code: 'parameter_missing',
        param: 'currency',
      })
    }
    if (given.id !== undefined && this.coupons.find(given.id)) {
      throw invalid('Coupon already exists.', { code: 'resource_already_exists', param: 'id' })
    }
    return this.coupons.add(newCoupon(given))
  }

  createCode(params: unknown): PromotionCode {
    const given = PromotionCodeCreate.parse(params)
    const coupon = this.coupons.get(given.promotion.coupon, 'promotion[coupon]')
    const code = given.code ?? newId('x', 8).slice(2).toUpperCase()
    if (this.#active(code))
      throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, { param: 'code' })
    return this.codes.add(newPromotionCode(given, coupon.id, code))
  }

  listCoupons(params: unknown) {
    return this.coupons.list('/v1/coupons', CouponList.parse(params))
  }

  listCodes(params: unknown) {
    const query = CodeList.parse(params)
    const keep = (code: PromotionCode) =>
      (query.code === undefined || same(code.code, query.code)) &&
      (query.active === undefined || code.active === query.active) &&
      (query.customer === undefined || code.customer === query.customer) &&
      (query.coupon === undefined || code.promotion.coupon === query.coupon)
    return this.codes.list('/v1/promotion_codes', query, keep)
  }

  /** The code a person typed, if it may be used for this subtotal. */
  typed(code: string, subtotal: number, customer: string | null): PromotionCode | undefined {
    const found = this.#active(code)
    return found && this.usable(found, subtotal, customer) ? found : undefined
  }

  usable(code: PromotionCode, subtotal: number, customer: string | null): boolean {
    const isSpent = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions
    const isLate = code.expires_at !== null && code.expires_at <= seconds()
    const isForOther = code.customer !== null && code.customer !== customer
    const isTooLittle = subtotal < (code.restrictions.minimum_amount ?? 0)
    return (
      code.active &&
      !isSpent &&
      !isLate &&
      !isForOther &&
      !isTooLittle &&
      this.valid(this.coupons.get(code.promotion.coupon))
    )
  }

  valid(coupon: Coupon): boolean {
    const isSpent = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
    return !isSpent && (coupon.redeem_by === null || coupon.redeem_by > seconds())
  }

  redeemed(coupon: Coupon, code: PromotionCode | undefined): void {
    coupon.times_redeemed += 1
    coupon.valid = this.valid(coupon)
    if (code) code.times_redeemed += 1
  }

  #active(code: string): PromotionCode | undefined {
    return this.codes.all().find((each) => each.active && same(each.code, code))
  }
}

export function discountOf(coupon: Coupon, subtotal: number): number {
  const off = coupon.amount_off ?? Math.round((subtotal * (coupon.percent_off ?? 0)) / 100)
  return Math.min(subtotal, off)
}

function same(a: string, b: string): boolean {
  return a.toUpperCase() === b.trim().toUpperCase()
}

function newCoupon(given: z.infer<typeof CouponCreate>) {
  return {
    id: given.id ?? newId('x', 8).slice(2),
    object: 'coupon',
    amount_off: given.amount_off ?? null,
    created: seconds(),
    currency: given.currency ?? null,
    duration: given.duration,
    duration_in_months: given.duration_in_months ?? null,
    livemode: false,
    max_redemptions: given.max_redemptions ?? null,
    metadata: given.metadata,
    name: given.name ?? null,
    percent_off: given.percent_off ?? null,
    redeem_by: given.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  }
}

function newPromotionCode(given: z.infer<typeof PromotionCodeCreate>, coupon: string, code: string) {
  return {
    id: newId('promo'),
    object: 'promotion_code',
    active: given.active,
    code,
    created: seconds(),
    customer: given.customer ?? null,
    customer_account: null,
    expires_at: given.expires_at ?? null,
    livemode: false,
    max_redemptions: given.max_redemptions ?? null,
    metadata: given.metadata,
    promotion: { type: 'coupon', coupon },
    restrictions: {
      first_time_transaction: given.restrictions.first_time_transaction,
      minimum_amount: given.restrictions.minimum_amount ?? null,
      minimum_amount_currency: given.restrictions.minimum_amount_currency ?? null,
    },
    times_redeemed: 0,
  }
}
