// What a Worker's `env.ts` is written with: variables are parsed once per isolate, bindings are checked to be there.
import { z } from 'zod'

const isObject = (value: unknown): boolean =>
  (typeof value === 'object' || typeof value === 'function') && value !== null

export const serviceBinding = z.custom<Fetcher>(isObject, 'a service binding is missing')
export const queueBinding = z.custom<Queue>(isObject, 'a queue binding is missing')
export const bucketBinding = z.custom<R2Bucket>(isObject, 'a bucket binding is missing')
export const durableBinding = <T extends Rpc.DurableObjectBranded | undefined = undefined>() =>
  z.custom<DurableObjectNamespace<T>>(isObject, 'a Durable Object binding is missing')

/** Secrets have no default. A short one is a mistake. */
export const secret = z.string().min(16)
export const origin = z.url().transform((text) => text.replace(/\/+$/, ''))

const parsed = new WeakMap<object, unknown>()

/** The typed environment; throws, naming the variables, when something is missing. Values are never part of the message. */
export function readEnv<S extends z.ZodType>(schema: S, raw: object): z.infer<S> {
  const known = parsed.get(raw)
  if (known !== undefined) return known as z.infer<S> // eslint-disable-line @typescript-eslint/consistent-type-assertions
  refuseUnderstudyValues(raw)
  const result = schema.safeParse(raw)
  if (!result.success) {
    throw new Error(
      `environment: ${result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
    )
  }
  parsed.set(raw, result.data)
  return result.data
}

/** An understudy's key opens nothing real, and everybody knows it: outside a local stack it is a mistake. */
function refuseUnderstudyValues(raw: object): void {
  const values = Object.entries(raw)
  if (values.some(([name, value]) => name === 'CALLBACK_LOCAL' && value === '1')) return
  const names = values
    .filter(([, value]) => typeof value === 'string' && value.includes('understudy'))
    .map(([name]) => name)
  if (names.length > 0) throw new Error(`environment: understudy values outside a local stack: ${names.join(', ')}`)
}

/** What every Worker that serves people's requests has. */
export const BaseEnv = z.object({ PRINCIPAL_PUBLIC_KEY: z.string(), DATABASE: serviceBinding })
export type BaseEnv = z.infer<typeof BaseEnv>
