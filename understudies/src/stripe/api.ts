// Which method and path reaches which object, and how parameters and expand[] get there.
import { json, type Route } from '../web-server.ts'
import type { Catalog } from './catalog.ts'
import type { Checkout } from './checkout.ts'
import type { Discounts } from './discounts.ts'
import type { Events } from './events.ts'
import { expanded, type Lookup } from './expand.ts'
import { parseForm, type Tree } from './form.ts'
import { listEvents } from './list-events.ts'
import type { Payments } from './payments.ts'
import type { Portal } from './portal.ts'

export type Resources = {
  catalog: Catalog
  discounts: Discounts
  payments: Payments
  checkout: Checkout
  portal: Portal
  events: Events
}

type Act = (params: { [key: string]: Tree }, id: string) => object

export function apiRoutes({ catalog, discounts, payments, checkout, portal, events }: Resources): Route[] {
  const sessions = '/v1/checkout/sessions'
  const table: [Route['method'], string, Act][] = [
    ['POST', sessions, (params) => checkout.create(params)],
    ['GET', sessions, (params) => checkout.list(params)],
    ['GET', `${sessions}/:id`, (_params, id) => checkout.get(id)],
    ['POST', `${sessions}/:id/expire`, (_params, id) => checkout.expire(id)],
    ['GET', `${sessions}/:id/line_items`, (_params, id) => checkout.lineItems(id)],
    ['POST', '/v1/payment_intents', (params) => payments.createIntent(params)],
    ['GET', '/v1/payment_intents', (params) => payments.listIntents(params)],
    ['GET', '/v1/payment_intents/:id', (_params, id) => payments.intents.get(id, 'intent')],
    ['POST', '/v1/payment_intents/:id/confirm', (params, id) => payments.confirmIntent(id, params)],
    ['POST', '/v1/payment_intents/:id/cancel', (_params, id) => payments.cancelIntent(id)],
    ['GET', '/v1/charges', (params) => payments.listCharges(params)],
    ['GET', '/v1/charges/:id', (_params, id) => payments.charges.get(id)],
    ['POST', '/v1/refunds', (params) => payments.createRefund(params)],
    ['GET', '/v1/refunds', (params) => payments.listRefunds(params)],
    ['GET', '/v1/refunds/:id', (_params, id) => payments.refunds.get(id)],
    ['GET', '/v1/disputes/:id', (_params, id) => payments.disputes.get(id)],
    ['POST', '/v1/coupons', (params) => discounts.createCoupon(params)],
    ['GET', '/v1/coupons', (params) => discounts.listCoupons(params)],
    ['GET', '/v1/coupons/:id', (_params, id) => discounts.coupons.get(id, 'coupon')],
    ['POST', '/v1/promotion_codes', (params) => discounts.createCode(params)],
    ['GET', '/v1/promotion_codes', (params) => discounts.listCodes(params)],
    ['GET', '/v1/promotion_codes/:id', (_params, id) => discounts.codes.get(id, 'promotion_code')],
    ['POST', '/v1/products', (params) => catalog.createProduct(params)],
    ['GET', '/v1/products', (params) => catalog.listProducts(params)],
    ['GET', '/v1/products/:id', (_params, id) => catalog.products.get(id)],
    ['POST', '/v1/prices', (params) => catalog.createPrice(params)],
    ['GET', '/v1/prices', (params) => catalog.listPrices(params)],
    ['GET', '/v1/prices/:id', (_params, id) => catalog.prices.get(id, 'price')],
    ['POST', '/v1/customers', (params) => catalog.createCustomer(params)],
    ['GET', '/v1/customers', (params) => catalog.listCustomers(params)],
    ['GET', '/v1/customers/:id', (_params, id) => catalog.customers.get(id)],
    ['POST', '/v1/billing_portal/sessions', (params) => portal.create(params)],
    ['GET', '/v1/events', (params) => listEvents(events, params)],
    ['GET', '/v1/events/:id', (_params, id) => events.shelf.get(id)],
  ]
  const lookup: Lookup = (field, value, owner) => {
    if (field === 'line_items') return checkout.lineItems(String(owner['id']))
    if (field === 'refunds') return payments.listRefunds({ charge: String(owner['id']) })
    return typeof value === 'string' ? shelves[field]?.(value) : undefined
  }
  const shelves: Record<string, (id: string) => object | undefined> = {
    payment_intent: (id) => payments.intents.find(id),
    latest_charge: (id) => payments.charges.find(id),
    charge: (id) => payments.charges.find(id),
    customer: (id) => catalog.customers.find(id),
    product: (id) => catalog.products.find(id),
    coupon: (id) => discounts.coupons.find(id),
    promotion_code: (id) => discounts.codes.find(id),
  }
  return table.map(([method, path, act]) => ({
    method,
    path,
    handle: (request, id = '') => {
      const params = parseForm(method === 'GET' ? request.query.toString() : request.body)
      const paths = Array.isArray(params['expand']) ? params['expand'].filter((each) => typeof each === 'string') : []
      return json(200, expanded(act(params, id), paths, lookup))
    },
  }))
}
