import { describe, expect, it } from 'vitest'
import {
  CLOCK_SKEW_MS_MAX,
  Nonces,
  NONCE_LIFE_MS,
  SIGNATURE_HEADERS,
  signRequest,
  verifyRequest,
} from './signed-request.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const key = { id: 'workers', secret: 'a secret of the test' }
const keys = new Map([[key.id, key.secret]])
const request = { method: 'POST', path: '/procedures/me.get?a=1', body: '{"input":{}}' }

function verifier(bornMs = NOW - 1000) {
  const seen = { nonces: new Nonces(), bornMs }
  return (headers: Record<string, string>, changed = {}, nowMs = NOW) =>
    verifyRequest({ ...request, ...changed }, (name) => headers[name], keys, seen, nowMs)
}
const signed = (nowMs = NOW) => signRequest(request, key, nowMs)

describe('a signed request', () => {
  it('passes once, and never again', async () => {
    const verify = verifier()
    const headers = await signed()
    expect(await verify(headers)).toEqual({ ok: true, keyId: 'workers' })
    expect(await verify(headers)).toEqual({ ok: false, why: 'replayed' })
    expect(await verify(await signed())).toEqual({ ok: true, keyId: 'workers' })
  })

  it.each([
    ['another method', { method: 'DELETE' }],
    ['another path', { path: '/procedures/me.update?a=1' }],
    ['another query', { path: '/procedures/me.get?a=2' }],
    ['another body', { body: '{"input":{} }' }],
  ])('does not pass for %s', async (_what, change) => {
    expect(await verifier()(await signed(), change)).toEqual({ ok: false, why: 'bad_signature' })
  })

  it.each(Object.values(SIGNATURE_HEADERS))('does not pass with %s missing or changed', async (name) => {
    const headers = await signed()
    expect(await verifier()({ ...headers, [name]: '' })).toEqual({ ok: false, why: 'unsigned' })
    expect(await verifier()({ ...headers, [name]: `${headers[name]}0` })).toMatchObject({ ok: false })
  })

  it('does not pass too early, too late, or signed before the verifier was born', async () => {
    const at = async (signedMs: number, bornMs?: number) => verifier(bornMs)(await signed(signedMs))
    expect(await at(NOW - CLOCK_SKEW_MS_MAX, 0)).toMatchObject({ ok: true })
    expect(await at(NOW - CLOCK_SKEW_MS_MAX - 1, 0)).toEqual({ ok: false, why: 'stale' })
    expect(await at(NOW + CLOCK_SKEW_MS_MAX)).toMatchObject({ ok: true })
    expect(await at(NOW + CLOCK_SKEW_MS_MAX + 1)).toEqual({ ok: false, why: 'stale' })
    expect(await at(NOW - 2, NOW - 1)).toEqual({ ok: false, why: 'stale' })
  })

  it('does not pass under a key nobody has', async () => {
    const headers = await signRequest(request, { id: 'nobody', secret: key.secret }, NOW)
    expect(await verifier()(headers)).toEqual({ ok: false, why: 'unknown_key' })
  })

  it('leaves no trace when its signature is wrong, so nobody can spend another’s nonce', async () => {
    const verify = verifier()
    const headers = await signed()
    await verify({ ...headers, [SIGNATURE_HEADERS.signature]: '0'.repeat(64) })
    expect(await verify(headers)).toMatchObject({ ok: true })
  })
})

it('remembers nonces exactly as long as their time stamps could pass', () => {
  const nonces = new Nonces()
  expect([nonces.take('a', 0), nonces.take('b', 1), nonces.take('a', NONCE_LIFE_MS - 1)]).toEqual([true, true, false])
  expect(nonces.take('a', NONCE_LIFE_MS)).toBe(true)
  expect(nonces.take('b', NONCE_LIFE_MS)).toBe(false)
})
