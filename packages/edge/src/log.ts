// Structured lines for Workers Logs. The message is a constant; attributes are ids, codes and counts, never people's words or numbers.
import { ZodError } from 'zod'

type Attributes = Record<string, string | number | boolean | null | undefined>

function write(level: 'info' | 'warn' | 'error', message: string, attributes: Attributes): void {
  console[level](JSON.stringify({ level, message, ...attributes }))
}

export const log = {
  info: (message: string, attributes: Attributes = {}) => write('info', message, attributes),
  warn: (message: string, attributes: Attributes = {}) => write('warn', message, attributes),
  error: (message: string, attributes: Attributes = {}) => write('error', message, attributes),
}

/** Causes of causes are the platform's own; deeper ones say nothing new. */
const CAUSES_MAX = 3

/** The part of a failure that may be logged: its kind, code and stack frames. Messages may quote what somebody sent. */
export function describeFailure(failure: unknown, depth = 0): string {
  if (!(failure instanceof Error)) return typeof failure
  const code = 'code' in failure && typeof failure.code === 'string' ? ` ${failure.code}` : ''
  const where = failure instanceof ZodError ? ` ${issuesOf(failure)}` : ''
  const frames = (failure.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const cause =
    failure.cause === undefined || depth >= CAUSES_MAX ? '' : `\ncaused by ${describeFailure(failure.cause, depth + 1)}`
  return `${failure.name}${code}${where}\n${frames.join('\n')}${cause}`
}

function issuesOf(failure: ZodError): string {
  return failure.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ')
}
