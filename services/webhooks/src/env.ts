import { z } from 'zod'
import { BaseEnv, origin, queueBinding, serviceBinding } from '@callback/edge/env'

export const Env = BaseEnv.extend({
  ORCHESTRATOR: serviceBinding,
  AFTER_CALL: queueBinding,
  /** Signatures are checked against this and the received path, never against a Host header. */
  PUBLIC_WEBHOOK_URL: origin,
  TWILIO_AUTH_TOKEN: z.string().min(16),
  STRIPE_WEBHOOK_SECRET: z.string().min(10),
  /** Without it the /workos door stays shut. */
  WORKOS_WEBHOOK_SECRET: z.string().min(10).optional(),
})
export type Env = z.infer<typeof Env>
