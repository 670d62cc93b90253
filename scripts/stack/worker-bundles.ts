// The bundles that wrangler makes of each Worker, the same bytes that a deployment would upload, kept under .cache by a
// hash of everything that goes into them.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { forgetOld, hashFolder } from './build-cache.ts'
import { machineEnv } from './child-env.ts'
import { derivedOptions } from './miniflare-workers.ts'
import { runToEnd } from './run-to-end.ts'
import { Sentence } from './sentence.ts'
import type { WorkerName } from './recipients.ts'
import { isCode } from './signals.ts'

/** Bundling is mostly one core's work. */
const AT_ONCE = 2
const HASHED = ['wrangler.toml', 'pnpm-lock.yaml', 'tsconfig.base.json', 'tsconfig.workers.json']
const PACKAGES = ['packages/contracts', 'packages/domain', 'packages/edge']

/** wrangler neither asks the network nor the terminal for anything. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  NO_COLOR: '1',
  CI: 'true',
}

export interface Bundles {
  folders: ReadonlyMap<WorkerName, string>
  /** How many were not in the cache. */
  made: number
}

export async function bundleWorkers(
  root: string,
  names: readonly WorkerName[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Bundles> {
  const shared = createHash('sha256')
  for (const file of HASHED) shared.update(await readFile(join(root, file)))
  for (const folder of PACKAGES) await hashFolder(join(root, folder), shared)
  const sharedHash = shared.digest('hex')

  const folders = new Map<WorkerName, string>()
  const queue = [...names]
  let made = 0
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const hash = createHash('sha256').update(sharedHash)
      await hashFolder(join(root, 'services', name), hash)
      const home = join(root, '.cache', 'workers', name)
      const folder = join(home, hash.digest('hex').slice(0, 20))
      if (!existsSync(join(folder, 'index.js'))) {
        made++
        await bundle(root, name, folder, signal)
        await forgetOld(home, folder)
      }
      folders.set(name, folder)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { folders, made }
}

async function bundle(root: string, name: WorkerName, folder: string, signal: AbortSignal): Promise<void> {
  const fresh = `${folder}.${process.pid}.new`
  await mkdir(fresh, { recursive: true })
  const cli = join(root, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js')
  const args = ['--no-warnings', cli, 'deploy', '--dry-run', '--config', join(root, 'wrangler.toml')]
  const { code, output } = await runToEnd(process.execPath, [...args, '--env', name, '--outdir', fresh], {
    cwd: root,
    env: { ...machineEnv(), ...QUIET },
    signal,
  })
  if (code !== 0) {
    await rm(fresh, { recursive: true, force: true })
    throw new Sentence(`The Worker "${name}" does not build:\n${stripVTControlCharacters(output.trim())}`)
  }
  await derivedOptions(join(root, 'wrangler.toml'), name, fresh)
  try {
    await rename(fresh, folder)
  } catch (error) {
    // Another run made the same bundle meanwhile.
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error
    await rm(fresh, { recursive: true, force: true })
  }
}
