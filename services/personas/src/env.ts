import type { z } from 'zod'
import { BaseEnv, origin, secret } from '@callback/edge/env'

export const Env = BaseEnv.extend({ CEREBRAS_API_KEY: secret, CEREBRAS_BASE_URL: origin })
export type Env = z.infer<typeof Env>
