import { BaseEnv } from '@callback/edge/env'
import type { z } from 'zod'

export const Env = BaseEnv
export type Env = z.infer<typeof Env>
