import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebhookDelivery } from './webhook-delivery.ts'

/** Answers each request with the next of these; the last one stays. */
async function receiver(statuses: readonly number[]) {
  const signatures: string[] = []
  const server = createServer((request, response) => {
    const status = statuses[Math.min(signatures.length, statuses.length - 1)] ?? 200
    signatures.push(String(request.headers['x-signature']))
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const close = () => new Promise((resolve) => server.close(resolve))
  return { url, signatures, close }
}

async function deliver(statuses: readonly number[]) {
  const { url, signatures, close } = await receiver(statuses)
  const delivery = new WebhookDelivery([1, 1, 1])
  let attempt = 0
  delivery.send({ url, body: '{}', sign: () => ({ 'x-signature': `attempt ${++attempt}` }) })
  await delivery.settled()
  await close()
  return { signatures, failed: delivery.failed }
}

it('tries again until it is taken, signing each attempt afresh', async () => {
  expect(await deliver([500, 302, 204])).toEqual({ signatures: ['attempt 1', 'attempt 2', 'attempt 3'], failed: 0 })
})

it('gives up after its last wait and says so', async () => {
  const { signatures, failed } = await deliver([503])
  expect([signatures.length, failed]).toEqual([4, 1])
})

it('leaves nothing under way once closed', async () => {
  const delivery = new WebhookDelivery([60_000])
  delivery.send({ url: 'http://127.0.0.1:9/', body: '{}', sign: () => ({}) })
  await delivery.close()
  delivery.send({ url: 'http://127.0.0.1:9/', body: '{}', sign: () => ({}) })
  expect(delivery.dropped).toBe(1)
})
