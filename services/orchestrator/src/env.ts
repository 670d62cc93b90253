import { z } from 'zod'
import { BaseEnv, durableBinding, origin, queueBinding, serviceBinding } from '@callback/edge/env'
import { Phone } from '@callback/contracts/fields'
import type { DialPacer } from './dial-pacer.ts'

export const Env = BaseEnv.extend({
  VOICE: serviceBinding,
  DIALS: queueBinding,
  DIAL_PACER: durableBinding<DialPacer>(),
  PUBLIC_WEBHOOK_URL: origin,
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/),
  TWILIO_AUTH_TOKEN: z.string().min(16),
  TWILIO_BASE_URL: origin,
  TWILIO_PHONE_NUMBER: Phone.optional(),
  /** Calls the Twilio account may start per second: 1 for a new account, up to 30 with an approved profile. */
  DIALS_PER_SECOND: z.coerce.number().min(1).max(30).default(1),
})
export type Env = z.infer<typeof Env>
