// Structured log lines on stdout: static messages, ids as attributes, no personal data, no keys.
import { pino, type Logger } from 'pino'

export function logger(level: string): Logger {
  return pino({
    level,
    base: { part: 'voice' },
    redact: {
      paths: ['*.apiKey', '*.authorization', '*.capability', '*.ticket', 'headers', '*.headers'],
      censor: '[hidden]',
    },
  })
}
