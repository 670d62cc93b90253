// The text of a file, or nothing when there is none.
import { readFile } from 'node:fs/promises'
import { isCode } from './signals.ts'

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}
