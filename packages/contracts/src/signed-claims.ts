// Short-lived statements signed with Ed25519: a principal by the gateway, a capability by db-proxy.
// Form: base64url(JSON) "." base64url(signature over audience + "." + base64url(JSON)). The audience keeps one kind from passing for another.
import type { z } from 'zod'
import { fromBase64Url, toBase64Url, utf8 } from './bytes.ts'

/** The runtime’s own key type: workerd, Node and browsers each declare theirs. */
export type ClaimsKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

export function importSigningKey(pkcs8: string): Promise<ClaimsKey> {
  return crypto.subtle.importKey('pkcs8', fromBase64Url(pkcs8), { name: 'Ed25519' }, false, ['sign'])
}

export function importVerifyingKey(raw: string): Promise<ClaimsKey> {
  return crypto.subtle.importKey('raw', fromBase64Url(raw), { name: 'Ed25519' }, false, ['verify'])
}

export async function signClaims(audience: string, claims: object, key: ClaimsKey): Promise<string> {
  const payload = toBase64Url(utf8(JSON.stringify(claims)))
  const signature = await crypto.subtle.sign('Ed25519', key, utf8(`${audience}.${payload}`))
  return `${payload}.${toBase64Url(new Uint8Array(signature))}`
}

/** The claims when signature and shape hold and `exp` (ms) lies ahead; null otherwise, without saying which. */
export async function verifyClaims<S extends z.ZodType<{ exp: number }>>(
  audience: string,
  token: string,
  schema: S,
  key: ClaimsKey,
  nowMs: number,
): Promise<z.infer<S> | null> {
  if (token.length > 4096) return null
  const [payload, signature, ...rest] = token.split('.')
  if (payload === undefined || signature === undefined || rest.length > 0) return null
  const [payloadBytes, signatureBytes] = [fromBase64UrlOrNull(payload), fromBase64UrlOrNull(signature)]
  if (payloadBytes === null || signatureBytes === null) return null
  const genuine = await crypto.subtle.verify('Ed25519', key, signatureBytes, utf8(`${audience}.${payload}`))
  if (!genuine) return null
  const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(payloadBytes)))
  return parsed.success && parsed.data.exp > nowMs ? parsed.data : null
}

function fromBase64UrlOrNull(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return fromBase64Url(text)
  } catch {
    return null
  }
}
