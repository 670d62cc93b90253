import type { z } from 'zod'
import { BaseEnv, queueBinding, serviceBinding } from '@callback/edge/env'

export const Env = BaseEnv.extend({ ORCHESTRATOR: serviceBinding, DIALS: queueBinding, AFTER_CALL: queueBinding })
export type Env = z.infer<typeof Env>
