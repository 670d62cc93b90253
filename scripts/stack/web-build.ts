// The site as it is deployed, built by Vite for this stack's gateway, kept under .cache by a hash of what goes into it.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { forgetOld, hashFolder } from './build-cache.ts'
import { ROOT } from './folders.ts'
import { runToEnd } from './run-to-end.ts'
import { Sentence } from './sentence.ts'
import { isCode } from './signals.ts'

export const VITE = join(ROOT, 'frontend', 'node_modules', 'vite', 'bin', 'vite.js')
const HASHED = [
  'pnpm-lock.yaml',
  'tsconfig.base.json',
  'frontend/index.html',
  'frontend/vite.config.ts',
  'frontend/tsconfig.json',
]
const PACKAGES = ['frontend', 'packages/contracts', 'packages/domain']

/** The folder to serve. The gateway's address is part of the site, so it is part of the hash. */
export async function buildWeb(env: NodeJS.ProcessEnv): Promise<string> {
  const hash = createHash('sha256').update(env['VITE_API_URL'] ?? '')
  for (const file of HASHED) hash.update(await readFile(join(ROOT, file)))
  for (const folder of PACKAGES) await hashFolder(join(ROOT, folder), hash)
  const home = join(ROOT, '.cache', 'web')
  const folder = join(home, hash.digest('hex').slice(0, 20))
  if (existsSync(join(folder, 'index.html'))) return folder

  const fresh = `${folder}.${process.pid}.new`
  const args = [VITE, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']
  const { code, output } = await runToEnd(process.execPath, args, { cwd: join(ROOT, 'frontend'), env })
  if (code !== 0) {
    await rm(fresh, { recursive: true, force: true })
    throw new Sentence(`The site does not build:\n${output.trim()}`)
  }
  try {
    await rename(fresh, folder)
  } catch (error) {
    // Another run made the same build meanwhile.
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error
    await rm(fresh, { recursive: true, force: true })
  }
  await forgetOld(home, folder)
  return folder
}
