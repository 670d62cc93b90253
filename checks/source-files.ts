// The files that git knows or would take in, read once for all checks.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../scripts/stack/folders.ts'

export interface SourceFile {
  /** From the root, with slashes. */
  path: string
  text: string
}

export const PRODUCT_FOLDERS = ['packages', 'services', 'db-proxy', 'voice-pipeline', 'frontend', 'understudies']

let all: readonly string[] | undefined

export function paths(): readonly string[] {
  all ??= execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)))
  return all
}

export function sources(matching: RegExp): SourceFile[] {
  return paths()
    .filter((path) => matching.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

/** What a file imports, by `from '…'`, `import '…'` and `import('…')`, types included. */
export function importsOf({ text }: SourceFile): string[] {
  const code = text.replace(/^\s*(\/\/|\*).*$/gm, '')
  return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^'\n]+)'/g)].flatMap((match) => match[1] ?? [])
}
