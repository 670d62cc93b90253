// Where things are in this checkout. Everything the stack writes is under .data (kept) and .cache (may be deleted).
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
export const DATA = join(ROOT, '.data')
export const LOGS = join(DATA, 'logs')
