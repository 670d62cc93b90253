import { z } from 'zod'
import { BaseEnv, durableBinding, origin, serviceBinding } from '@callback/edge/env'
import type { RateLimiter } from './rate-limiter.ts'

const perMinute = (fallback: number) => z.coerce.number().int().min(1).default(fallback)

export const Env = BaseEnv.extend({
  WEB_URL: origin,
  PUBLIC_API_URL: origin,
  COOKIE_PASSWORD: z.string().min(32),
  PRINCIPAL_PRIVATE_KEY: z.string().min(1),
  WORKOS_CLIENT_ID: z.string().min(1),
  WORKOS_BASE_URL: origin,
  /** `iss` of access tokens, when it is not the base URL (a custom domain). */
  WORKOS_ISSUER: origin.optional(),
  AUTH: serviceBinding,
  PERSONAS: serviceBinding,
  ORCHESTRATOR: serviceBinding,
  PAYMENTS: serviceBinding,
  COSTS: serviceBinding,
  BILLING: serviceBinding,
  VOICE: serviceBinding,
  ADMIN: serviceBinding,
  RATE_LIMITER: durableBinding<RateLimiter>(),
  /** Per person and isolate: above what one core answers, so it stops floods and not work. */
  RATE_LIMIT_READS_PER_MINUTE: perMinute(120_000),
  RATE_LIMIT_WRITES_PER_MINUTE: perMinute(600),
  RATE_LIMIT_CALLS_PER_MINUTE: perMinute(60),
  /** Per address: sign-in, sign-up, codes. */
  RATE_LIMIT_AUTH_PER_MINUTE: perMinute(60),
})
export type Env = z.infer<typeof Env>
