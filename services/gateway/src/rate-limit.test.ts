import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BoundedMap } from './bounded-map.ts'
import { gatewayStand, WEB } from './gateway-stand.ts'
import { TokenBucket } from './token-bucket.ts'

describe('a token bucket', () => {
  it('lets exactly a minute’s worth through at once, then one for each share of a minute', () => {
    const bucket = new TokenBucket(60, 0)
    const take = (at: number) => bucket.take(60, at)
    expect(Array.from({ length: 61 }, () => take(0).admitted).filter(Boolean)).toHaveLength(60)
    expect(take(999)).toEqual({ admitted: false, retryAfterSeconds: 1 })
    expect(take(1000)).toEqual({ admitted: true })
    expect(take(1000)).toEqual({ admitted: false, retryAfterSeconds: 1 })
  })

  it('says when to come back', () => {
    const bucket = new TokenBucket(2, 0)
    bucket.take(2, 0)
    bucket.take(2, 0)
    expect(bucket.take(2, 0)).toEqual({ admitted: false, retryAfterSeconds: 30 })
    expect(bucket.take(2, 29_999).admitted).toBe(false)
    expect(bucket.take(2, 30_000).admitted).toBe(true)
  })

  it('never lets more through than a full bucket and what refilled, in any order of times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 50 }), (at, perMinute) => {
        const bucket = new TokenBucket(perMinute, 0)
        const admitted = at.filter((now) => bucket.take(perMinute, now).admitted).length
        expect(admitted).toBeLessThanOrEqual(perMinute + (Math.max(0, ...at) * perMinute) / 60_000)
      }),
    )
  })
})

it('remembers no more than it may, and nothing past its time', () => {
  const map = new BoundedMap<number>(2)
  map.set('a', 1, 10)
  map.set('b', 2, 20)
  map.set('c', 3, 30)
  expect(['a', 'b', 'c'].map((key) => map.get(key, 5))).toEqual([undefined, 2, 3])
  expect([map.get('b', 19), map.get('b', 20)]).toEqual([2, undefined])
})

describe('the gateway', () => {
  let stand: Awaited<ReturnType<typeof gatewayStand>>
  beforeAll(async () => {
    stand = await gatewayStand({
      RATE_LIMIT_AUTH_PER_MINUTE: '3',
      RATE_LIMIT_CALLS_PER_MINUTE: '2',
      RATE_LIMIT_WRITES_PER_MINUTE: '4',
      RATE_LIMIT_READS_PER_MINUTE: '5',
    })
  })
  afterAll(() => stand.close())

  const statuses = async (count: number, path: string, init: RequestInit) => {
    const all = []
    for (let n = 0; n < count; n++) all.push((await stand.request(path, init)).status)
    return all
  }
  const from = (address: string) => ({ method: 'POST', headers: { 'cf-connecting-ip': address } })

  it('counts guesses by address, and asks auth no more than that', async () => {
    stand.forwarded.length = 0
    expect(await statuses(5, '/v1/auth/sign-in', from('192.0.2.1'))).toEqual([200, 200, 200, 429, 429])
    expect(stand.forwarded).toHaveLength(3)
    expect(await statuses(1, '/v1/auth/sign-in', from('192.0.2.2'))).toEqual([200])
    stand.clock.now += 20_000
    expect(await statuses(2, '/v1/auth/sign-in', from('192.0.2.1'))).toEqual([200, 429])
  })

  it('says when to come back, in a form our site may read', async () => {
    const response = await stand.request('/v1/auth/sign-in', {
      method: 'POST',
      headers: { 'cf-connecting-ip': '192.0.2.1', origin: WEB },
    })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('20')
    expect(await response.json()).toMatchObject({ error: { code: 'rate_limited' } })
    expect(response.headers.get('access-control-expose-headers')).toContain('retry-after')
  })

  it('counts calls, writes and reads of a person apart', async () => {
    const headers = { cookie: await stand.cookie(), origin: WEB }
    expect(await statuses(3, '/v1/calls', { method: 'POST', headers })).toEqual([200, 200, 429])
    expect(await statuses(5, '/v1/coupons/redeem', { method: 'POST', headers })).toEqual([200, 200, 200, 200, 429])
    expect(await statuses(6, '/v1/balance', { headers })).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('works on when the limiter itself does not', async () => {
    const broken = { getByName: () => ({ take: () => Promise.reject(new Error('gone')) }) }
    Object.assign(stand.env, { RATE_LIMITER: broken })
    const fresh = await gatewayStand()
    Object.assign(fresh.env, { RATE_LIMITER: broken })
    expect((await fresh.request('/v1/auth/sign-in', from('192.0.2.9'))).status).toBe(200)
    await fresh.close()
  })
})
