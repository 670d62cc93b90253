import { describe, expect, it } from 'vitest'
import { PROCEDURE_BODY_BYTES_MAX } from '@callback/contracts/db/procedure'
import { AppError } from '@callback/contracts/errors'
import { Nonces, verifyRequest } from '@callback/contracts/signed-request'
import { Breaker } from '@callback/edge/breaker'
import { BREAKER_OPEN_MS, forward } from './forward.ts'
import type { Bridge } from './forward.ts'

const env = { DB_PROXY_URL: 'http://db-proxy.test', DB_PROXY_WORKERS_KEY: 'a-key-of-the-test-only' }
const NOW = Date.parse('2026-11-21T12:00:00Z')

type Sent = { url: string; body: string; headers: Headers }

function stand(answers: (() => Response | Promise<Response>)[]) {
  const sent: Sent[] = []
  const bridge: Bridge & { at: number; pauses: number[] } = {
    at: NOW,
    pauses: [],
    now: () => bridge.at,
    chance: () => 0.5,
    breaker: new Breaker(BREAKER_OPEN_MS),
    pause: async (ms) => void bridge.pauses.push(ms),
    fetch: async (input, init) => {
      const request = new Request(input, init)
      sent.push({ url: request.url, body: await request.text(), headers: request.headers })
      const answer = answers.shift()
      if (answer === undefined) throw new Error('the test expects no further request')
      return answer()
    },
  }
  return { bridge, sent }
}

const ok = () => Response.json({ output: {}, replayed: false })
const cut = () => Promise.reject(new TypeError('network'))
const typed = (status: number) => () =>
  Response.json({ error: { code: 'unavailable', message: 'Busy.', requestId: 'r' } }, { status })

const ask = (name: string, body: string = JSON.stringify({ requestId: 'request-1', input: {} })) =>
  new Request(`http://database/procedures/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (failure: unknown) => (failure instanceof AppError ? failure.code : failure),
  )

describe('the bridge to db-proxy', () => {
  it('names the caller from its binding, whatever the body claims, and signs what it sends', async () => {
    const { bridge, sent } = stand([ok])
    const claims = JSON.stringify({ requestId: 'request-1', input: { a: 1 }, caller: 'admin', principal: 'p' })
    const answer = await forward(ask('me.get', claims), 'auth', env, bridge)
    expect(await answer.json()).toEqual({ output: {}, replayed: false })
    const [one] = sent
    expect(one?.url).toBe('http://db-proxy.test/procedures/me.get')
    expect(JSON.parse(one?.body ?? '')).toEqual({
      requestId: 'request-1',
      input: { a: 1 },
      caller: 'auth',
      principal: 'p',
    })
    const verdict = await verifyRequest(
      { method: 'POST', path: '/procedures/me.get', body: one?.body ?? '' },
      (name) => one?.headers.get(name),
      new Map([['workers', env.DB_PROXY_WORKERS_KEY]]),
      { nonces: new Nonces(), bornMs: NOW - 1 },
      NOW,
    )
    expect(verdict).toEqual({ ok: true, keyId: 'workers' })
  })

  it('asks for a read again, with a fresh nonce, after a lost connection and after 502 and 503', async () => {
    const { bridge, sent } = stand([cut, typed(503), ok])
    expect((await forward(ask('me.get'), 'auth', env, bridge)).status).toBe(200)
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map((one) => one.headers.get('x-nonce'))).size).toBe(3)
    expect(bridge.pauses).toEqual([30, 120])
  })

  it('gives a read up after three tries', async () => {
    const { bridge, sent } = stand([typed(503), typed(503), typed(503)])
    expect((await forward(ask('me.get'), 'auth', env, bridge)).status).toBe(503)
    expect(sent).toHaveLength(3)
  })

  it('never sends a write twice', async () => {
    for (const answer of [cut, () => new Response('bad gateway', { status: 502 })]) {
      const { bridge, sent } = stand([answer])
      expect(await codeOf(forward(ask('me.update'), 'auth', env, bridge))).toBe('unavailable')
      expect(sent).toHaveLength(1)
    }
  })

  it('passes a typed refusal through untouched and does not count it against db-proxy', async () => {
    const refusal = () =>
      Response.json({ error: { code: 'not_found', message: 'No.', requestId: 'r' } }, { status: 404 })
    const { bridge } = stand([refusal, refusal, refusal, refusal])
    for (let n = 0; n < 4; n++) expect((await forward(ask('me.update'), 'auth', env, bridge)).status).toBe(404)
  })

  it('stops asking after three failures in a row, and asks again when the pause is over', async () => {
    const { bridge, sent } = stand([cut, cut, cut, ok])
    for (let n = 0; n < 3; n++) await codeOf(forward(ask('me.update'), 'auth', env, bridge))
    expect(await codeOf(forward(ask('me.update'), 'auth', env, bridge))).toBe('unavailable')
    expect(sent).toHaveLength(3)
    bridge.at += BREAKER_OPEN_MS
    expect((await forward(ask('me.update'), 'auth', env, bridge)).status).toBe(200)
  })

  it('says that it took too long when the deadline passed', async () => {
    const { bridge } = stand([() => Promise.reject(new DOMException('late', 'TimeoutError'))])
    expect(await codeOf(forward(ask('me.update'), 'auth', env, bridge))).toBe('deadline')
  })

  it('sends nothing for an unknown procedure, an oversized body or one that is not an object', async () => {
    const { bridge, sent } = stand([])
    expect(await codeOf(forward(ask('accounts.drop'), 'auth', env, bridge))).toBe('unknown_procedure')
    expect(await codeOf(forward(ask('../health'), 'auth', env, bridge))).toBe('unknown_procedure')
    const huge = JSON.stringify({ input: 'x'.repeat(PROCEDURE_BODY_BYTES_MAX) })
    expect(await codeOf(forward(ask('me.get', huge), 'auth', env, bridge))).toBe('too_large')
    for (const body of ['[]', 'null', '"a"', '{'])
      expect(await codeOf(forward(ask('me.get', body), 'auth', env, bridge))).toBe('invalid_input')
    expect(sent).toHaveLength(0)
  })
})
