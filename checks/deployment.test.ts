import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../scripts/stack/folders.ts'

const Vercel = z.object({
  rewrites: z.array(z.object({ source: z.string(), destination: z.string() })),
  headers: z.array(
    z.object({ source: z.string(), headers: z.array(z.object({ key: z.string(), value: z.string() })) }),
  ),
})

describe('Caddyfile', () => {
  const file = join(ROOT, 'Caddyfile')
  const lines = readFileSync(file, 'utf8').split('\n')

  it('is well formed: blocks close, and each line stands as deep as its block', () => {
    let depth = 0
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      if (line.trim() === '}') depth--
      expect({ line: index + 1, tabs: /^\t*/.exec(line)?.[0].length }).toEqual({ line: index + 1, tabs: depth })
      if (line.endsWith('{') && !line.trim().startsWith('#')) depth++
    }
    expect(depth).toBe(0)
  })

  it('lets through the public paths of the node, and neither its statistics nor its metrics', () => {
    const matcher = lines.find((line) => line.trim().startsWith('@calls path')) ?? ''
    expect(matcher.trim().split(' ').slice(2).sort()).toEqual([
      '/browser',
      '/hang-up',
      '/health',
      '/prepare',
      '/stream',
    ])
  })

  it('is taken by caddy, where there is one', () => {
    const env = {
      ...process.env,
      ACME_EMAIL: 'ops@example.com',
      VOICE_DOMAIN: 'voice.example.com',
      DB_PROXY_DOMAIN: 'db.example.com',
    }
    const caddy = spawnSync('caddy', ['adapt', '--config', file, '--validate'], { env, encoding: 'utf8' })
    const missing = caddy.error !== undefined && 'code' in caddy.error && caddy.error.code === 'ENOENT'
    expect(missing || caddy.status === 0, caddy.stderr).toBe(true)
  })
})

describe('frontend/vercel.json', () => {
  const config = Vercel.parse(JSON.parse(readFileSync(join(ROOT, 'frontend', 'vercel.json'), 'utf8')))
  const everywhere = new Map(
    config.headers.find(({ source }) => source === '/(.*)')?.headers.map(({ key, value }) => [key, value]),
  )
  const policy = new Map(
    (everywhere.get('Content-Security-Policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )

  it('serves the app for every deep link, and files for files', () => {
    const [rewrite] = config.rewrites
    const pattern = new RegExp(`^${rewrite?.source ?? ''}$`)
    expect(rewrite?.destination).toBe('/index.html')
    for (const path of ['/', '/calls/cal_1', '/personas/new']) expect(pattern.test(path)).toBe(true)
    for (const path of ['/assets/index-abc.js', '/favicon.svg']) expect(pattern.test(path)).toBe(false)
  })

  it('runs no script but its own, is framed by nobody, and talks to the API and the voice node only', () => {
    expect(policy.get('script-src')).toEqual(["'self'"])
    expect(policy.get('default-src')).toEqual(["'self'"])
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    expect(policy.get('object-src')).toEqual(["'none'"])
    expect(
      policy.get('connect-src')?.every((source) => /^'self'$|^(https|wss):\/\/[a-z]+\.callmeback\.ai$/.test(source)),
    ).toBe(true)
  })

  it('is never read as another type, nor over plain HTTP, and asks for the microphone alone', () => {
    expect(everywhere.get('X-Content-Type-Options')).toBe('nosniff')
    expect(everywhere.get('Strict-Transport-Security')).toMatch(/max-age=\d{8}/)
    expect(everywhere.get('Permissions-Policy')).toMatch(/microphone=\(self\), camera=\(\)/)
  })
})
