// Products, prices and customers: as much of them as a checkout refers to.
import { z } from 'zod'
import { invalid } from './errors.ts'
import { amount, currency, expand, flag, ignored, metadataOrNothing, paging, text } from './params.ts'
import { newId, seconds, Shelf } from './shelf.ts'

export type Product = ReturnType<typeof newProduct>
export type Price = ReturnType<typeof newPrice>
export type Customer = ReturnType<typeof newCustomer>

const productFields = {
  name: text.min(1),
  description: text.optional(),
  images: z.array(text).max(8).default([]),
  metadata: metadataOrNothing,
}
export const ProductData = z.strictObject({ ...productFields, tax_code: ignored })
const ProductCreate = z.strictObject({
  ...productFields,
  id: text.optional(),
  active: flag.default(true),
  expand,
  tax_code: ignored,
  default_price_data: ignored,
})
const PriceCreate = z.strictObject({
  currency,
  unit_amount: amount,
  product: text.optional(),
  product_data: ProductData.optional(),
  nickname: text.optional(),
  lookup_key: text.optional(),
  active: flag.default(true),
  metadata: metadataOrNothing,
  tax_behavior: ignored,
  expand,
})
const CustomerFields = z.strictObject({
  email: text.optional(),
  name: text.optional(),
  phone: text.optional(),
  description: text.optional(),
  metadata: metadataOrNothing,
  expand,
})
const PriceList = z.strictObject({
  ...paging,
  active: flag.optional(),
  product: text.optional(),
  lookup_keys: z.array(text).optional(),
})
const ProductList = z.strictObject({ ...paging, active: flag.optional() })
const CustomerList = z.strictObject({ ...paging, email: text.optional() })

export class Catalog {
  readonly products = new Shelf<Product>('product')
  readonly prices = new Shelf<Price>('price')
  readonly customers = new Shelf<Customer>('customer')

  createProduct(params: unknown): Product {
    const { id, ...given } = ProductCreate.parse(params)
    return this.products.add(newProduct({ ...given, id: id ?? newId('prod', 14) }))
  }

  createPrice(params: unknown): Price {
    return this.addPrice(PriceCreate.parse(params))
  }

  addPrice(
    given: Omit<z.infer<typeof PriceCreate>, 'active' | 'metadata' | 'expand'> & {
      active?: boolean
      metadata?: Record<string, string>
    },
  ): Price {
    const { product, product_data: data } = given
    if ((product === undefined) === (data === undefined))
      throw invalid('You must specify either `product` or `product_data`.', { param: 'product' })
    const owner = data
      ? this.products.add(newProduct({ ...data, id: newId('prod', 14) }))
      : this.products.get(product ?? '', 'product')
    return this.prices.add(newPrice({ ...given, product: owner.id }))
  }

  createCustomer(params: unknown): Customer {
    return this.customers.add(newCustomer(CustomerFields.parse(params)))
  }

  listProducts(params: unknown) {
    const query = ProductList.parse(params)
    return this.products.list(
      '/v1/products',
      query,
      (product) => query.active === undefined || product.active === query.active,
    )
  }

  listPrices(params: unknown) {
    const query = PriceList.parse(params)
    const keep = (price: Price) =>
      (query.active === undefined || price.active === query.active) &&
      (query.product === undefined || price.product === query.product) &&
      (query.lookup_keys === undefined || (price.lookup_key !== null && query.lookup_keys.includes(price.lookup_key)))
    return this.prices.list('/v1/prices', query, keep)
  }

  listCustomers(params: unknown) {
    const query = CustomerList.parse(params)
    return this.customers.list(
      '/v1/customers',
      query,
      (customer) => query.email === undefined || customer.email === query.email,
    )
  }
}

function newProduct(given: {
  id: string
  name: string
  description?: string | undefined
  images: string[]
  metadata: Record<string, string>
  active?: boolean
}) {
  const now = seconds()
  const { id, name, description = null, images, metadata, active = true } = given
  const product = {
    id,
    object: 'product',
    active,
    created: now,
    updated: now,
    default_price: null,
    description,
    images,
    livemode: false,
  }
  return {
    ...product,
    marketing_features: [],
    metadata,
    name,
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    type: 'service',
    url: null,
  }
}

function newPrice(given: {
  currency: string
  unit_amount: number
  product: string
  nickname?: string | undefined
  lookup_key?: string | undefined
  active?: boolean
  metadata?: Record<string, string>
}) {
  return {
    id: newId('price'),
    object: 'price',
    active: given.active ?? true,
    billing_scheme: 'per_unit',
    created: seconds(),
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: given.lookup_key ?? null,
    metadata: given.metadata ?? {},
    nickname: given.nickname ?? null,
    product: given.product,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: given.unit_amount,
    unit_amount_decimal: String(given.unit_amount),
  }
}

function newCustomer(given: Partial<z.infer<typeof CustomerFields>>) {
  const { email = null, name = null, phone = null, description = null, metadata = {} } = given
  const customer = {
    id: newId('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: seconds(),
    currency: null,
  }
  const settings = { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null }
  const rest = {
    default_source: null,
    delinquent: false,
    discount: null,
    invoice_settings: settings,
    livemode: false,
    shipping: null,
  }
  return {
    ...customer,
    email,
    name,
    phone,
    description,
    metadata,
    ...rest,
    preferred_locales: [],
    tax_exempt: 'none',
    test_clock: null,
  }
}
