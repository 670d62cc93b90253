// Signature headers of the form `t=…,v1=hex[,v1=hex]` over `t.body` (Stripe in seconds, WorkOS in milliseconds).
import { sameText, toHex, utf8 } from '@callback/contracts/bytes'

/** How old a signed notice may be, and how far ahead a provider's clock may stand: the SDKs check only the first. */
const OLD_MS_MAX = 300_000
const AHEAD_MS_MAX = 60_000

export async function isSigned(
  header: string,
  body: Uint8Array<ArrayBuffer>,
  secret: string,
  unit: 'seconds' | 'milliseconds',
  nowMs: number,
): Promise<boolean> {
  if (header.length > 2048) return false
  const pairs = header.split(',').map((part) => part.trim().split('=', 2))
  const times = pairs.filter(([name]) => name === 't').map(([, value]) => value ?? '')
  const time = times[0]
  if (time === undefined || times.length !== 1 || !/^\d{1,15}$/.test(time)) return false
  const atMs = Number(time) * (unit === 'seconds' ? 1000 : 1)
  if (nowMs - atMs > OLD_MS_MAX || atMs - nowMs > AHEAD_MS_MAX) return false
  const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = new Uint8Array([...utf8(`${time}.`), ...body])
  const expected = toHex(await crypto.subtle.sign('HMAC', key, signed))
  return pairs.some(([name, value]) => name === 'v1' && value !== undefined && sameText(value, expected))
}
