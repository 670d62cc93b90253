// How much one person, key or address may ask for. What changes, dials or guesses is counted exactly, in a Durable Object;
// reads are counted in the isolate, where counting costs nothing.
import type { Route } from '@callback/contracts/route'
import { describeFailure, log } from '@callback/edge/log'
import { BoundedMap } from './bounded-map.ts'
import type { Env } from './env.ts'
import { TokenBucket } from './token-bucket.ts'
import type { Verdict } from './token-bucket.ts'

/** Whoever falls out of memory starts with a full bucket. */
const READERS_MAX = 10_000
const READER_KEPT_MS = 60_000

const readers = new BoundedMap<TokenBucket>(READERS_MAX)

type Limits = Pick<
  Env,
  | 'RATE_LIMIT_READS_PER_MINUTE'
  | 'RATE_LIMIT_WRITES_PER_MINUTE'
  | 'RATE_LIMIT_CALLS_PER_MINUTE'
  | 'RATE_LIMIT_AUTH_PER_MINUTE'
  | 'RATE_LIMITER'
>

/** Routes that let somebody guess or that send messages to strangers. */
const GUARDED = new Set(['signUp', 'signIn', 'authorize', 'callback', 'startPhone', 'verifyPhone', 'createKey'])

type Action = { name: 'read' | 'write' | 'call' | 'auth'; perMinute: number }

export function actionOf(route: Pick<Route, 'name' | 'method'>, limits: Limits): Action {
  if (GUARDED.has(route.name)) return { name: 'auth', perMinute: limits.RATE_LIMIT_AUTH_PER_MINUTE }
  if (route.name === 'createCall') return { name: 'call', perMinute: limits.RATE_LIMIT_CALLS_PER_MINUTE }
  if (route.method === 'GET') return { name: 'read', perMinute: limits.RATE_LIMIT_READS_PER_MINUTE }
  return { name: 'write', perMinute: limits.RATE_LIMIT_WRITES_PER_MINUTE }
}

/** `who`: a user, or the address of somebody unknown. */
export async function admit(who: string, action: Action, limits: Limits, nowMs: number): Promise<Verdict> {
  if (action.name === 'read') return admitRead(who, action.perMinute, nowMs)
  try {
    return await limits.RATE_LIMITER.getByName(`${action.name}:${who}`).take(action.perMinute)
  } catch (failure) {
    // A limiter that cannot be asked must not take the product down with it.
    log.error('the rate limiter did not answer', { action: action.name, why: describeFailure(failure) })
    return { admitted: true }
  }
}

export function admitRead(who: string, perMinute: number, nowMs: number): Verdict {
  const bucket = readers.get(who, nowMs) ?? new TokenBucket(perMinute, nowMs)
  readers.set(who, bucket, nowMs + READER_KEPT_MS)
  return bucket.take(perMinute, nowMs)
}
