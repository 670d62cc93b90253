// Twilio's identifiers: two letters and 32 hexadecimal digits.
import { randomBytes } from 'node:crypto'

export type SidKind = 'CA' | 'MZ' | 'PN' | 'SM' | 'VE' | 'AC'

export function newSid(kind: SidKind): string {
  return kind + randomBytes(16).toString('hex')
}
