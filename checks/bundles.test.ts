import { Miniflare } from 'miniflare'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assembleEnv } from '../scripts/stack/env.ts'
import { ROOT } from '../scripts/stack/folders.ts'
import { miniflareWorker } from '../scripts/stack/miniflare-workers.ts'
import { pick, WORKER_VARIABLES, workerNames, type WorkerName } from '../scripts/stack/recipients.ts'
import { makeSecrets } from '../scripts/stack/secrets.ts'
import { bundleWorkers } from '../scripts/stack/worker-bundles.ts'

const READY_MS_MAX = 90_000
const { variables } = assembleEnv({}, makeSecrets())
/** Cloudflare takes 3 MB compressed on its free plan; ours are far below, and a jump means that something slipped in. */
const BYTES_MAX = 2_500_000
let bundles: ReadonlyMap<WorkerName, string>
let miniflare: Miniflare

beforeAll(async () => {
  // Each is `wrangler deploy --dry-run --env NAME`, which fails here if it fails there.
  const { folders } = await bundleWorkers(ROOT, workerNames())
  bundles = folders
  const specs = workerNames().map((name) =>
    miniflareWorker(join(ROOT, 'wrangler.toml'), {
      name,
      folder: folders.get(name) ?? '',
      variables: pick(variables, WORKER_VARIABLES[name]),
    }),
  )
  const workers = await Promise.all(specs)
  miniflare = new Miniflare({ workers, host: '127.0.0.1', port: 0, cf: false, telemetry: { enabled: false } })
  await miniflare.ready
}, READY_MS_MAX)

afterAll(() => miniflare.dispose())

it.each(workerNames())(
  '`wrangler deploy --dry-run --env %s` passes, and the bundle holds no Node-only client',
  (name) => {
    const entry = join(bundles.get(name) ?? '', 'index.js')
    expect(statSync(entry).size).toBeLessThan(BYTES_MAX)
    const code = readFileSync(entry, 'utf8')
    expect(code).not.toMatch(/node_modules\/.*\/twilio\/lib\/rest\//)
    expect(code).not.toMatch(/node_modules\/postgres\//)
    expect(code).not.toMatch(/understudies\//)
  },
)

it.each(workerNames())('the bundle of %s runs in workerd with the bindings of wrangler.toml', async (name) => {
  const worker = await miniflare.getWorker(name)
  const response = await worker.fetch('http://localhost/health')
  // Only the gateway has a public /health; no other may fail on being asked.
  expect(response.status).toBeLessThan(500)
  if (name === 'gateway') expect(response.status).toBe(200)
  await response.arrayBuffer()
})

it('the gateway describes its routes', async () => {
  const gateway = await miniflare.getWorker('gateway')
  const response = await gateway.fetch('http://localhost/openapi.json')
  expect(await response.json()).toMatchObject({ paths: { '/v1/calls': {} } })
})
