import type { z } from 'zod'
import { BaseEnv, origin, secret } from '@callback/edge/env'

export const Env = BaseEnv.extend({ WEB_URL: origin, STRIPE_API_KEY: secret, STRIPE_BASE_URL: origin })
export type Env = z.infer<typeof Env>
