// What the Stripe understudy's tests share: a server on any port, the vendor's SDK pointed at it, a receiver of its webhooks.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { startStripe } from './server.ts'

export const SECRET = 'whsec_trial'

export async function startTrial() {
  const inbox = await openInbox()
  const server = await startStripe({ port: 0, apiKey: 'sk_test_trial', webhook: { url: inbox.url, secret: SECRET } })
  const stripe = new Stripe('sk_test_trial', {
    host: 'localhost',
    port: server.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
  const close = async () => {
    await server.close()
    await inbox.close()
  }
  return { stripe, origin: `http://localhost:${server.port}`, inbox, close }
}

type Received = { signature: string; body: string }

/** Takes every webhook; `until` resolves when one of that type about that object has come. */
async function openInbox() {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      received.push({ signature: String(request.headers['stripe-signature']), body })
      response.writeHead(200).end()
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const find = (type: string, about: string) =>
    received.find(({ body }) => {
      const event = JSON.parse(body) as { type: string; data: { object: { id: string } } }
      return event.type === type && event.data.object.id === about
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stripe`,
    until: (type: string, about: string) =>
      new Promise<Received>((resolve) => {
        const look = () => {
          const found = find(type, about)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Submits the hosted checkout as a browser would, without following the redirect. */
export function submit(url: string | null, fields: Record<string, string>): Promise<Response> {
  return fetch(url ?? '', {
    method: 'POST',
    body: new URLSearchParams({ email: 'buyer@example.com', ...fields }),
    redirect: 'manual',
  })
}
