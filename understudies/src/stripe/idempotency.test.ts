import { expect, it } from 'vitest'
import type { WebReply, WebRequest } from '../web-server.ts'
import { Idempotency } from './idempotency.ts'

const request = (body: string): WebRequest => {
  const headers = { 'idempotency-key': 'one' }
  return { method: 'POST', path: '/v1/refunds', query: new URLSearchParams(), headers, body }
}

it('answers 409 while the first request with the key is under way, and runs once', async () => {
  const idempotency = new Idempotency()
  const gate = Promise.withResolvers<WebReply>()
  let runs = 0
  const run = () => {
    runs += 1
    return gate.promise
  }
  const first = idempotency.once(request('a=1'), run)
  await expect(idempotency.once(request('a=1'), run)).rejects.toMatchObject({ status: 409 })
  gate.resolve({ status: 200, body: '{"id":"re_1"}' })
  await first
  expect(await idempotency.once(request('a=1'), run)).toMatchObject({ status: 200, body: '{"id":"re_1"}' })
  expect(runs).toBe(1)
})

it('forgets a key whose request was turned away at the door', async () => {
  const idempotency = new Idempotency()
  const answers: WebReply[] = [
    { status: 429, body: '' },
    { status: 200, body: 'done' },
  ]
  const run = () => Promise.resolve(answers.shift() ?? { status: 500, body: '' })
  expect((await idempotency.once(request('a=1'), run)).status).toBe(429)
  expect((await idempotency.once(request('a=1'), run)).body).toBe('done')
})
