import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../scripts/stack/folders.ts'
import { assembleEnv, OPTIONAL } from '../scripts/stack/env.ts'
import {
  DB_PROXY_VARIABLES,
  MIGRATE_VARIABLES,
  SEED_VARIABLES,
  VOICE_NODE_VARIABLES,
  WORKER_VARIABLES,
  workerNames,
} from '../scripts/stack/recipients.ts'
import { makeSecrets } from '../scripts/stack/secrets.ts'
import { bindingsOf, readEnvironments } from './service-edges.ts'
import { sources } from './source-files.ts'

const example = readFileSync(join(ROOT, '.env.example'), 'utf8')
const documented = new Set([...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].flatMap((match) => match[1] ?? []))
const environments = readEnvironments()
const local = assembleEnv({}, makeSecrets()).variables

const SETTINGS_FILES =
  /^((services|db-proxy|voice-pipeline|understudies|frontend)\/.*\/(config|env|env\.d)|scripts\/stack\/folders)\.ts$/

/** Names that a file of settings declares: keys in capitals, or read straight from `process.env`. */
function declaredIn(text: string): string[] {
  const keys = [...text.matchAll(/^\s+(?:readonly )?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|UNDERSTUDIES)\??\s*:/gm)]
  const reads = [...text.matchAll(/process\.env(?:\.|\[')([A-Z][A-Z0-9_]+)/g)]
  return [...keys, ...reads].flatMap((match) => match[1] ?? [])
}

async function declaredBy(worker: string): Promise<string[]> {
  const module: unknown = await import(join(ROOT, 'services', worker, 'src', 'env.ts'))
  const { Env } = z.object({ Env: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject) }).parse(module)
  return Object.keys(Env.shape)
}

describe('the environment', () => {
  it('is read in config.ts and env.ts only', () => {
    const readers = sources(/^(packages|services|db-proxy|voice-pipeline|frontend|understudies)\/.*\.(ts|vue)$/)
      .filter(({ text }) => /process\.env\b|import\.meta\.env\b/.test(text))
      .map(({ path }) => path)
    expect(readers.filter((path) => !/(\/(config|env|vite\.config)|\.test)\.(d\.)?ts$/.test(path))).toEqual([])
  })

  it('is described whole in .env.example', () => {
    const used = sources(SETTINGS_FILES).flatMap(({ text }) => declaredIn(text))
    const bindings = Object.values(environments).flatMap(bindingsOf)
    const wanted = new Set([...used, ...Object.keys(local), ...OPTIONAL].filter((name) => !bindings.includes(name)))
    expect([...wanted].filter((name) => !documented.has(name)).sort()).toEqual([])
    expect([...documented].filter((name) => !wanted.has(name)).sort()).toEqual([])
  })
})

describe.each(workerNames())('the Worker %s', (name) => {
  it('is given what its env.ts reads, and nothing more', async () => {
    const environment = environments[name]
    const declared = await declaredBy(name)
    const bindings = environment === undefined ? [] : bindingsOf(environment)
    // Read by packages/edge for all of them.
    const variables = ['CALLBACK_LOCAL', ...declared.filter((variable) => !bindings.includes(variable))]
    expect([...new Set(variables)].sort()).toEqual([...WORKER_VARIABLES[name]].sort())
  })

  it('has a value for each of them in the local stack, and knows each setting of wrangler.toml', () => {
    const given: readonly string[] = WORKER_VARIABLES[name]
    expect(given.filter((variable) => local[variable] === undefined && !OPTIONAL.includes(variable))).toEqual([])
    expect(Object.keys(environments[name]?.vars ?? {}).filter((variable) => !given.includes(variable))).toEqual([])
  })
})

describe.each([
  ['db-proxy', [...DB_PROXY_VARIABLES, ...MIGRATE_VARIABLES, ...SEED_VARIABLES]],
  ['voice-pipeline', VOICE_NODE_VARIABLES],
])('the program %s', (folder, given) => {
  it('is given every variable that its config.ts reads', () => {
    const file = join(ROOT, folder, 'src', 'config.ts')
    expect(existsSync(file)).toBe(true)
    const wanted = declaredIn(readFileSync(file, 'utf8')).filter((name) => local[name] !== undefined)
    expect(wanted.filter((name) => !given.includes(name))).toEqual([])
  })
})
