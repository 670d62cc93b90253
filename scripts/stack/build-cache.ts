// Builds are kept under .cache, each in a folder named by the hash of everything that went into it.
import type { Hash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Older builds are kept for going back and forth between branches. */
const KEPT = 3

/** All builds in `home` but the current one and a few before it. */
export async function forgetOld(home: string, current: string): Promise<void> {
  const entries = (await readdir(home)).filter((name) => !name.endsWith('.new') && join(home, name) !== current)
  for (const name of entries.slice(0, Math.max(0, entries.length - KEPT))) {
    await rm(join(home, name), { recursive: true, force: true })
  }
}

/** What a package's build is made of: its manifest and its sources, tests left out. */
export async function hashFolder(folder: string, hash: Hash): Promise<void> {
  hash.update(await readFile(join(folder, 'package.json')))
  const entries = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) {
    if (file.endsWith('.test.ts')) continue
    hash.update(file.slice(folder.length)).update(await readFile(file))
  }
}
