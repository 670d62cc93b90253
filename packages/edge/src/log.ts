// Structured lines for Workers Logs. The message is a constant; attributes are ids, codes and counts, never people's words or numbers.

type Attributes = Record<string, string | number | boolean | null | undefined>

function write(level: 'info' | 'warn' | 'error', message: string, attributes: Attributes): void {
  console[level](JSON.stringify({ level, message, ...attributes }))
}

export const log = {
  info: (message: string, attributes: Attributes = {}) => write('info', message, attributes),
  warn: (message: string, attributes: Attributes = {}) => write('warn', message, attributes),
  error: (message: string, attributes: Attributes = {}) => write('error', message, attributes),
}

/** The part of a failure that may be logged: its kind and stack, no values. */
export function describeFailure(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.name) : typeof failure
}
