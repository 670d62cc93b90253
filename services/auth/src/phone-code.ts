// Six digits that prove a phone. Only their hash, bound to the person, is kept.
import { sha256Hex, utf8 } from '@callback/contracts/bytes'

const CODES = 1_000_000
/** Draws above the last whole multiple of a million would favour low codes. */
const DRAW_LIMIT = Math.floor(2 ** 32 / CODES) * CODES

export function freshCode(): string {
  const draw = new Uint32Array(1)
  do crypto.getRandomValues(draw)
  while ((draw[0] ?? DRAW_LIMIT) >= DRAW_LIMIT)
  return sixDigits(draw[0] ?? 0)
}

/** With an Idempotency-Key the code follows from it: a repeated request must not make the first message's code wrong. */
export async function codeForKey(
  idempotencyKey: string,
  userId: string,
  number: string,
  secret: string,
): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const data = utf8(['phone-code', userId, number, idempotencyKey].join('\n'))
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, data))
  return sixDigits(Number(mac.getBigUint64(0) % BigInt(CODES)))
}

export function hashOfCode(code: string, userId: string): Promise<string> {
  return sha256Hex(`${code}.${userId}`)
}

function sixDigits(draw: number): string {
  return String(draw % CODES).padStart(6, '0')
}
