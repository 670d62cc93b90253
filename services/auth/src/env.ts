import { z } from 'zod'
import { BaseEnv, durableBinding, origin, secret } from '@callback/edge/env'
import type { SessionRefresher } from './session-refresher.ts'

export const Env = BaseEnv.extend({
  WEB_URL: origin,
  PUBLIC_API_URL: origin,
  /** Seals session cookies; the gateway has the same. */
  COOKIE_PASSWORD: z.string().min(32),
  WORKOS_API_KEY: secret,
  WORKOS_CLIENT_ID: z.string().min(1),
  WORKOS_BASE_URL: origin,
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/),
  TWILIO_AUTH_TOKEN: secret,
  TWILIO_BASE_URL: origin,
  /** Codes are sent from it. */
  TWILIO_PHONE_NUMBER: z.string().min(1),
  SESSION_REFRESHER: durableBinding<SessionRefresher>(),
})
export type Env = z.infer<typeof Env>
