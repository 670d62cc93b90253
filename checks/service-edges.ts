// The design's table of who calls whom, and what wrangler.toml says.
import { join } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import { z } from 'zod'
import { ROOT } from '../scripts/stack/folders.ts'

/** Everyone but `database` may call `database` besides. */
export const EDGES = {
  gateway: ['auth', 'personas', 'orchestrator', 'payments', 'costs', 'billing', 'voice', 'admin'],
  webhooks: ['orchestrator', 'payments', 'auth'],
  executor: ['orchestrator', 'personas', 'billing', 'costs'],
  orchestrator: ['voice'],
  personas: ['voice'],
  billing: ['payments'],
  admin: ['orchestrator', 'webhooks', 'voice', 'billing', 'costs'],
  auth: [],
  payments: [],
  costs: [],
  voice: [],
  database: [],
} as const satisfies Record<string, readonly string[]>

const QUIET = { hideWarnings: true }

const Service = z.object({
  binding: z.string(),
  service: z.string(),
  entrypoint: z.string().optional(),
  props: z.record(z.string(), z.unknown()).optional(),
})
const named = z.object({ name: z.string(), class_name: z.string() })

const Environment = z.looseObject({
  name: z.string(),
  main: z.string(),
  services: z.array(Service).default([]),
  vars: z.record(z.string(), z.string()).default({}),
  durable_objects: z.object({ bindings: z.array(named) }).default({ bindings: [] }),
  migrations: z.array(z.object({ tag: z.string(), new_sqlite_classes: z.array(z.string()) })).default([]),
  queues: z
    .object({
      producers: z.array(z.object({ binding: z.string(), queue: z.string() })).default([]),
      consumers: z.array(z.looseObject({ queue: z.string() })).default([]),
    })
    .default({ producers: [], consumers: [] }),
  r2_buckets: z.array(z.object({ binding: z.string(), bucket_name: z.string() })).default([]),
  triggers: z.object({ crons: z.array(z.string()).optional() }).optional(),
})
export type Environment = z.infer<typeof Environment>

/** As wrangler reads the file, so that a typing error in it is an error here. */
export function readEnvironments(): Record<string, Environment> {
  const config = join(ROOT, 'wrangler.toml')
  const whole = z.object({ definedEnvironments: z.array(z.string()) }).parse(unstable_readConfig({ config }, QUIET))
  return Object.fromEntries(
    whole.definedEnvironments.map((env) => [env, Environment.parse(unstable_readConfig({ config, env }, QUIET))]),
  )
}

/** Every binding that a Worker finds in its environment, without its variables. */
export function bindingsOf(environment: Environment): string[] {
  return [
    ...environment.services.map(({ binding }) => binding),
    ...environment.durable_objects.bindings.map(({ name }) => name),
    ...environment.queues.producers.map(({ binding }) => binding),
    ...environment.r2_buckets.map(({ binding }) => binding),
  ]
}
