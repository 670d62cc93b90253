import type { z } from 'zod'
import { BaseEnv, bucketBinding, durableBinding, origin, queueBinding, secret } from '@callback/edge/env'
import type { CallRoom } from './call-room.ts'

export const Env = BaseEnv.extend({
  AFTER_CALL: queueBinding,
  CALL_ROOM: durableBinding<CallRoom>(),
  NODE_REGISTRY: durableBinding(),
  RECORDINGS: bucketBinding,
  TICKET_KEY: secret,
  /** Shared with the voice nodes, both directions. */
  NODE_KEY: secret,
  PUBLIC_WEBHOOK_URL: origin,
})
export type Env = z.infer<typeof Env>
