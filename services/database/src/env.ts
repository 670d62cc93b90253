import { z } from 'zod'
import { origin, secret } from '@callback/edge/env'

export const Env = z.object({ DB_PROXY_URL: origin, DB_PROXY_WORKERS_KEY: secret })
export type Env = z.infer<typeof Env>
