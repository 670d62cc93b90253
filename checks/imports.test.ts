import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, sources, type SourceFile } from './source-files.ts'

/** Which packages of this workspace each may import. The design's dependency directions. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'packages/domain': [],
  'packages/contracts': ['domain'],
  'packages/edge': ['contracts', 'domain'],
  'db-proxy': ['contracts', 'domain'],
  'voice-pipeline': ['contracts', 'domain'],
  frontend: ['contracts', 'domain'],
  understudies: ['contracts', 'domain'],
  services: ['edge', 'contracts', 'domain'],
}

/** Outside packages that only some may use. */
const ONLY_IN: [RegExp, RegExp, string][] = [
  [/^postgres(\/|$)/, /^(db-proxy|scripts|checks|bench)\//, 'SQL lives in db-proxy'],
  [/^pg(\/|$)/, /^$/, 'one Postgres client is enough'],
  [/^hono(\/|$)/, /^(packages\/edge|services)\//, 'Hono is how a Worker is built'],
  [/^twilio$/, /^understudies\//, "Twilio's root import is 8 MB: take a sub-path"],
  [/^@echogarden\//, /^understudies\//, 'the speech engine is GPL: never bundled into the product'],
  [
    /^(vitest|fast-check)(\/|$)/,
    /\.(test|fake)\.ts$|^vitest\.config\.ts$|^scripts\/test\/|\/testing\/|\/naughty-contract\.ts$|^checks\//,
    'tests only',
  ],
]

const files = sources(
  /^(packages|services|db-proxy|voice-pipeline|frontend|understudies|scripts|checks|bench)\/.*\.(ts|vue)$/,
)

function homeOf(path: string): string {
  const parts = path.split('/')
  return parts[0] === 'packages' || parts[0] === 'services' ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

/** Where a relative import leads. */
function targetOf(file: SourceFile, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file.path), specifier))
}

function offences(judge: (file: SourceFile, specifier: string) => string | undefined): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((specifier) => {
      const offence = judge(file, specifier)
      return offence === undefined ? [] : [`${file.path} imports ${specifier}: ${offence}`]
    }),
  )
}

describe('imports', () => {
  it('follow the dependency direction between packages', () => {
    const found = offences((file, specifier) => {
      const home = homeOf(file.path)
      const allowed = MAY_IMPORT[home] ?? MAY_IMPORT[home.split('/')[0] ?? '']
      const name = /^@callback\/([^/]+)/.exec(specifier)?.[1]
      if (allowed === undefined || name === undefined || allowed.includes(name)) return undefined
      return `${home} may import ${allowed.join(', ') || 'nothing'}`
    })
    expect(found).toEqual([])
  })

  it('never leave their package by a relative path', () => {
    const found = offences((file, specifier) => {
      const home = homeOf(file.path)
      if (!specifier.startsWith('.') || !(home in MAY_IMPORT || home.startsWith('services/'))) return undefined
      return targetOf(file, specifier).startsWith(`${home}/`) ? undefined : `outside ${home}`
    })
    expect(found).toEqual([])
  })

  it('keep the understudies out of the product', () => {
    const found = offences((file, specifier) => {
      if (/^(understudies|scripts|checks|bench)\//.test(file.path)) return undefined
      return /understudies/.test(specifier) ? 'an understudy is no part of the product' : undefined
    })
    expect(found).toEqual([])
  })

  it('take outside packages only where they belong', () => {
    const found = offences((file, specifier) => {
      const rule = ONLY_IN.find(([name]) => name.test(specifier))
      return rule === undefined || rule[1].test(file.path) ? undefined : rule[2]
    })
    expect(found).toEqual([])
  })

  it('use no barrel', () => {
    const barrels = files.filter(({ path, text }) => /(^|\/)index\.ts$/.test(path) && /^export \* from/m.test(text))
    expect(barrels.map(({ path }) => path)).toEqual([])
  })
})

describe('inside the voice node', () => {
  const VENDORS = ['twilio', 'deepgram', 'cerebras', 'elevenlabs', 'openai', 'anthropic', 'gemini']
  const vendorOf = (path: string) => VENDORS.find((vendor) => path.startsWith(`voice-pipeline/src/${vendor}/`))

  it('an adapter imports no other adapter', () => {
    const found = offences((file, specifier) => {
      const own = vendorOf(file.path)
      if (own === undefined || !specifier.startsWith('.')) return undefined
      const other = vendorOf(targetOf(file, specifier))
      return other === undefined || other === own ? undefined : 'adapters know ports, not each other'
    })
    expect(found).toEqual([])
  })

  it('a call knows ports and no vendor', () => {
    const found = offences((file, specifier) => {
      if (!file.path.startsWith('voice-pipeline/src/call/') || file.path.endsWith('.test.ts')) return undefined
      const vendor = specifier.startsWith('.')
        ? vendorOf(targetOf(file, specifier))
        : VENDORS.find((name) => specifier.includes(name))
      return vendor === undefined ? undefined : `${vendor} is behind a port`
    })
    expect(found).toEqual([])
  })
})
