// Ids in WorkOS's manner: a prefix and 26 Crockford characters.
import { createHash, randomBytes } from 'node:crypto'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function newId(prefix: string): string {
  return `${prefix}_${spell(randomBytes(26))}`
}

/** The same address has the same id on every machine and after every restart. */
export function idFromEmail(email: string): string {
  return `user_${spell(createHash('sha256').update(normalEmail(email)).digest())}`
}

export function newSecret(): string {
  return spell(randomBytes(25))
}

export function sixDigits(): string {
  return String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0')
}

export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

function spell(bytes: Buffer): string {
  return Array.from(bytes.subarray(0, 26), (byte) => CROCKFORD.charAt(byte & 31)).join('')
}
