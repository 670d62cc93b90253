// Sealing into cookies, with iron: encrypted, authenticated and dated.
import { defaults, seal as ironSeal, unseal as ironUnseal } from 'iron-webcrypto'
import type { z } from 'zod'

export function seal(value: object, password: string, lifeMs: number): Promise<string> {
  return ironSeal(value, { id: '', secret: password }, { ...defaults, ttl: lifeMs })
}

/** Null for anything that was not sealed under this password, is too old, or has another shape. */
export async function unseal<S extends z.ZodType>(
  sealed: string,
  schema: S,
  password: string,
): Promise<z.infer<S> | null> {
  let value: unknown
  try {
    value = await ironUnseal(sealed, password, defaults)
  } catch {
    return null
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : null
}
