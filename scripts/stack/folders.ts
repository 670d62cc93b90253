// Where things are in this checkout. Everything the stack writes is under .data (kept) and .cache (may be deleted).
import { join, resolve } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
/** A second stack of the same checkout (a test's) keeps its data elsewhere. */
export const DATA = resolve(ROOT, process.env['CALLBACK_DATA_DIR'] || '.data')
export const LOGS = join(DATA, 'logs')
