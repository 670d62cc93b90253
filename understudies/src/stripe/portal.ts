// The customer portal: a link for one customer, leading to a page with what they paid.
import { z } from 'zod'
import type { Catalog } from './catalog.ts'
import { expand, ignored, text } from './params.ts'
import { newId, seconds, Shelf } from './shelf.ts'

const Create = z.strictObject({
  customer: text,
  return_url: z.url().optional(),
  configuration: ignored,
  flow_data: ignored,
  locale: ignored,
  expand,
})

export type PortalSession = {
  id: string
  object: 'billing_portal.session'
  customer: string
  return_url: string | null
  url: string
} & Record<string, unknown>

export class Portal {
  readonly sessions = new Shelf<PortalSession>('billing portal session')
  readonly #catalog: Catalog
  readonly #origin: () => string

  constructor(catalog: Catalog, origin: () => string) {
    this.#catalog = catalog
    this.#origin = origin
  }

  create(params: unknown): PortalSession {
    const given = Create.parse(params)
    const customer = this.#catalog.customers.get(given.customer, 'customer').id
    const id = newId('bps')
    const return_url = given.return_url ?? null
    const rest = {
      configuration: 'bpc_understudy',
      created: seconds(),
      flow: null,
      livemode: false,
      locale: null,
      on_behalf_of: null,
    }
    return this.sessions.add({
      id,
      object: 'billing_portal.session',
      customer,
      return_url,
      url: `${this.#origin()}/p/session/${id}`,
      ...rest,
    })
  }
}
