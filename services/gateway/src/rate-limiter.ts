// One Durable Object per who and action: an exact count across all isolates. In memory only: a bucket is full again within
// a minute, and an object is not evicted before it has been idle for longer than that.
import { DurableObject } from 'cloudflare:workers'
import { TokenBucket } from './token-bucket.ts'
import type { Verdict } from './token-bucket.ts'

export class RateLimiter extends DurableObject {
  #bucket: TokenBucket | null = null

  take(perMinute: number): Verdict {
    const now = Date.now()
    this.#bucket ??= new TokenBucket(perMinute, now)
    return this.#bucket.take(perMinute, now)
  }
}
