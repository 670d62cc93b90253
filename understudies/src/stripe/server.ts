// The Stripe understudy: the API a checkout needs, the hosted page, and signed webhooks, on one loopback port.
import { timingSafeEqual } from 'node:crypto'
import type { Running } from '../loopback.ts'
import { WebhookDelivery } from '../webhook-delivery.ts'
import { json, startWebServer, type Route, type WebReply, type WebRequest } from '../web-server.ts'
import { apiRoutes, type Resources } from './api.ts'
import { Catalog } from './catalog.ts'
import { Checkout } from './checkout.ts'
import { Discounts } from './discounts.ts'
import { errorReply, failure, invalid, StripeRefusal } from './errors.ts'
import { API_VERSION, Events, type WebhookTarget } from './events.ts'
import { hosted } from './hosted.ts'
import { Idempotency } from './idempotency.ts'
import { Payments } from './payments.ts'
import { Portal } from './portal.ts'
import { newId } from './shelf.ts'

/** Sessions past their time are noticed this soon even when nobody looks at them. */
const EXPIRY_SWEEP_MS = 5_000

export type StripeOptions = { port: number; apiKey: string; webhook?: WebhookTarget }

export async function startStripe({ port: wanted, apiKey, webhook }: StripeOptions): Promise<Running> {
  let port = wanted
  const origin = () => `http://localhost:${port}`
  const delivery = new WebhookDelivery()
  const events = new Events(delivery, webhook)
  const catalog = new Catalog()
  const discounts = new Discounts()
  const payments = new Payments(events, origin)
  const checkout = new Checkout({ catalog, discounts, payments, events, origin })
  const portal = new Portal(catalog, origin)
  const resources: Resources = { catalog, discounts, payments, checkout, portal, events }

  const idempotency = new Idempotency()
  const keyed = apiRoutes(resources).map((route): Route => ({ ...route, handle: guarded(route, apiKey, idempotency) }))
  const server = await startWebServer({
    port,
    routes: [...keyed, ...hosted(resources), { method: 'GET', path: '/health', handle: () => json(200, { ok: true }) }],
    notFound: ({ method, path }) =>
      errorReply(new StripeRefusal(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`)),
    failed: errorReply,
    failure,
  })
  port = server.port
  const sweep = setInterval(() => checkout.expireDue(), EXPIRY_SWEEP_MS)
  sweep.unref()
  return {
    port,
    close: async () => {
      clearInterval(sweep)
      await server.close()
      await delivery.close()
    },
  }
}

/** Key first, then the idempotency key, then the route; every answer carries the headers the SDK reads. */
function guarded(route: Route, apiKey: string, idempotency: Idempotency): Route['handle'] {
  return async (request, ...params) => {
    const run = async (): Promise<WebReply> => {
      try {
        return await route.handle(request, ...params)
      } catch (error) {
        return errorReply(error)
      }
    }
    try {
      demandKey(request, apiKey)
      return named(await idempotency.once(request, run))
    } catch (error) {
      return named(errorReply(error))
    }
  }
}

function named(reply: WebReply): WebReply {
  return { ...reply, headers: { 'request-id': newId('req', 14), 'stripe-version': API_VERSION, ...reply.headers } }
}

function demandKey(request: WebRequest, apiKey: string): void {
  const header = request.headers.authorization ?? ''
  if (header === '') throw new StripeRefusal(401, 'invalid_request_error', 'You did not provide an API key.')
  const basic = header.startsWith('Basic ')
    ? Buffer.from(header.slice(6), 'base64').toString().split(':', 1)[0]
    : undefined
  const given = Buffer.from(basic ?? header.replace(/^Bearer /, ''))
  const wanted = Buffer.from(apiKey)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new StripeRefusal(401, 'invalid_request_error', 'Invalid API Key provided.')
  }
  if (request.body !== '' && !(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    throw invalid('Requests are form-encoded (application/x-www-form-urlencoded).')
  }
}
