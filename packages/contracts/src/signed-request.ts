// Requests between machines that share a key (database Worker → db-proxy, node → db-proxy, voice ↔ node):
// HMAC-SHA256 over method, path, body hash, timestamp, nonce and key id.
import { sameText, sha256Hex, toBase64Url, toHex, utf8 } from './bytes.ts'

export const SIGNATURE_HEADERS = {
  keyId: 'x-key-id',
  timestamp: 'x-timestamp',
  nonce: 'x-nonce',
  signature: 'x-signature',
} as const

/** How far two clocks may stand apart. */
export const CLOCK_SKEW_MS_MAX = 60_000
/** A nonce is remembered for the whole window in which its timestamp would still pass. */
export const NONCE_LIFE_MS = 2 * CLOCK_SKEW_MS_MAX

export type SigningKey = { id: string; secret: string }
export type ToSign = { method: string; /** with query, without origin */ path: string; body: string }

/** A program holds two or three keys; importing one costs as much as signing with it. */
const importedKeys = new Map<string, ReturnType<typeof importKey>>()
const IMPORTED_KEYS_MAX = 16

function importKey(secret: string) {
  return crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

async function hmacHex(secret: string, data: string): Promise<string> {
  const key = importedKeys.get(secret) ?? importKey(secret)
  if (importedKeys.size >= IMPORTED_KEYS_MAX) importedKeys.clear()
  importedKeys.set(secret, key)
  return toHex(await crypto.subtle.sign('HMAC', await key, utf8(data)))
}

async function signatureOf(request: ToSign, keyId: string, secret: string, timestamp: string, nonce: string) {
  const parts = [request.method, request.path, await sha256Hex(request.body), timestamp, nonce, keyId]
  return hmacHex(secret, parts.join('\n'))
}

export async function signRequest(request: ToSign, key: SigningKey, nowMs: number): Promise<Record<string, string>> {
  const timestamp = String(nowMs)
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
  return {
    [SIGNATURE_HEADERS.keyId]: key.id,
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    [SIGNATURE_HEADERS.nonce]: nonce,
    [SIGNATURE_HEADERS.signature]: await signatureOf(request, key.id, key.secret, timestamp, nonce),
  }
}

export type Verdict =
  { ok: true; keyId: string } | { ok: false; why: 'unsigned' | 'unknown_key' | 'bad_signature' | 'stale' | 'replayed' }

/** Nonces seen, forgotten after their window. One per verifying process. */
export class Nonces {
  readonly #seen = new Map<string, number>()

  /** False when it was seen before. */
  take(nonce: string, nowMs: number): boolean {
    for (const [old, until] of this.#seen) {
      if (until > nowMs) break
      this.#seen.delete(old)
    }
    if (this.#seen.has(nonce)) return false
    this.#seen.set(nonce, nowMs + NONCE_LIFE_MS)
    return true
  }
}

/** `bornMs`: when this verifier started; older requests are refused, since their nonces were forgotten with the last process. */
export async function verifyRequest(
  request: ToSign,
  header: (name: string) => string | null | undefined,
  keys: ReadonlyMap<string, string>,
  seen: { nonces: Nonces; bornMs: number },
  nowMs: number,
): Promise<Verdict> {
  const [keyId, timestamp, nonce, signature] = [
    header(SIGNATURE_HEADERS.keyId),
    header(SIGNATURE_HEADERS.timestamp),
    header(SIGNATURE_HEADERS.nonce),
    header(SIGNATURE_HEADERS.signature),
  ]
  if (!keyId || !timestamp || !nonce || !signature || nonce.length > 64) return { ok: false, why: 'unsigned' }
  const secret = keys.get(keyId)
  if (secret === undefined) return { ok: false, why: 'unknown_key' }
  const expected = await signatureOf(request, keyId, secret, timestamp, nonce)
  if (!sameText(expected, signature)) return { ok: false, why: 'bad_signature' }
  const at = Number(timestamp)
  if (!Number.isFinite(at) || Math.abs(nowMs - at) > CLOCK_SKEW_MS_MAX || at < seen.bornMs)
    return { ok: false, why: 'stale' }
  if (!seen.nonces.take(`${keyId}:${nonce}`, nowMs)) return { ok: false, why: 'replayed' }
  return { ok: true, keyId }
}
