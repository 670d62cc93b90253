// Stripe's form bodies: brackets nest, numeric keys are lists. Values stay text; params.ts reads them.
import { invalid } from './errors.ts'

export type Tree = string | Tree[] | { [key: string]: Tree }

/** Deeper than any documented parameter. */
const DEPTH_MAX = 8
type Branch = Map<string, Branch | string>

export function parseForm(body: string): { [key: string]: Tree } {
  const root: Branch = new Map()
  for (const [name, value] of new URLSearchParams(body)) plant(root, keysOf(name), value, name)
  return Object.fromEntries([...root].map(([key, value]) => [key, grow(value)]))
}

function keysOf(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0) return [name]
  const inner = [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')
  return [name.slice(0, open), ...inner]
}

function plant(root: Branch, keys: readonly string[], value: string, name: string): void {
  if (keys.length > DEPTH_MAX) throw invalid(`Invalid parameter: ${name.slice(0, 100)} is nested too deeply.`)
  let branch = root
  for (const [depth, given] of keys.entries()) {
    const key = given === '' ? String(branch.size) : given
    if (depth === keys.length - 1) {
      branch.set(key, value)
      return
    }
    const known = branch.get(key)
    const next: Branch = known === undefined || typeof known === 'string' ? new Map() : known
    branch.set(key, next)
    branch = next
  }
}

function grow(value: Branch | string): Tree {
  if (typeof value === 'string') return value
  const entries = [...value].map(([key, each]) => [key, grow(each)] as const)
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries)
}
