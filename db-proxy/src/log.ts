// Structured logs without personal data: fixed messages, marked fields, never a request's content or a database's detail.
import { pino } from 'pino'
import type { Logger } from 'pino'

export type Log = Logger

export function makeLog(level: 'info' | 'silent'): Log {
  return pino({ level, base: { program: 'db-proxy' } })
}

/** Of an unexpected error what names no person: its kind, and where it was thrown. Messages may quote values. */
export function describe(error: unknown): {
  name: string
  code?: string
  where?: string
  constraint?: string
  at: string[]
} {
  if (!(error instanceof Error)) return { name: typeof error, at: [] }
  const text = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key)
    return typeof value === 'string' ? value : undefined
  }
  const [code, where, constraint] = [text('code'), text('table_name') ?? text('routine'), text('constraint_name')]
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(where === undefined ? {} : { where }),
    ...(constraint === undefined ? {} : { constraint }),
    at: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).map((line) => line.trim()), // prettier-ignore
  }
}
