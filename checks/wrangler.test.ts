import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../scripts/stack/folders.ts'
import { workerNames } from '../scripts/stack/recipients.ts'
import { bundleWorkers } from '../scripts/stack/worker-bundles.ts'

/** Cloudflare takes 3 MB compressed on the free plan; ours are far below, and a jump means that something slipped in. */
const BYTES_MAX = 2_500_000
const BUNDLE_MS_MAX = 60_000

it.each(workerNames())(
  '`wrangler deploy --dry-run --env %s` passes, and the bundle holds no Node-only client',
  async (name) => {
    const { folders } = await bundleWorkers(ROOT, [name])
    const entry = join(folders.get(name) ?? '', 'index.js')
    expect(statSync(entry).size).toBeLessThan(BYTES_MAX)
    const code = readFileSync(entry, 'utf8')
    expect(code).not.toMatch(/node_modules\/.*\/twilio\/lib\/rest\//)
    expect(code).not.toMatch(/node_modules\/postgres\//)
    expect(code).not.toMatch(/understudies\//)
  },
  BUNDLE_MS_MAX,
)
