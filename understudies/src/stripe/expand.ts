// expand[]: puts the object where its id stood. Only the paths asked for, no deeper than Stripe allows.
import { invalid } from './errors.ts'

const LEVELS_MAX = 4

export type Lookup = (field: string, value: unknown, owner: Record<string, unknown>) => object | undefined

export function expanded(object: object, paths: readonly string[], lookup: Lookup): object {
  const copy = structuredClone(object) as Record<string, unknown>
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > LEVELS_MAX)
      throw invalid(`You cannot expand more than ${LEVELS_MAX} levels of a property.`, { param: 'expand' })
    walk(copy, steps, path, lookup)
  }
  return copy
}

function walk(
  object: Record<string, unknown>,
  [field = '', ...rest]: readonly string[],
  path: string,
  lookup: Lookup,
): void {
  const value = object[field]
  if (Array.isArray(value)) {
    for (const each of value) walk(each as Record<string, unknown>, rest, path, lookup)
    return
  }
  if (value === null) return
  const found = lookup(field, value, object) ?? (typeof value === 'object' ? value : undefined)
  if (found === undefined) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' })
  const copy = structuredClone(found) as Record<string, unknown>
  object[field] = copy
  if (rest.length > 0) walk(copy, rest, path, lookup)
}
