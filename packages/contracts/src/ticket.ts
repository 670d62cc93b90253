// The one-time right to open a media stream: HMAC(call, epoch, expiry). The same call, epoch and expiry always give the
// same ticket, so that a webhook delivered twice gets the same TwiML. Minted by `voice`, redeemed once by db-proxy.
import { sameText, toBase64Url, utf8 } from './bytes.ts'

export type TicketClaims = { callId: string; epoch: number; expiresAtMs: number }

async function macOf(claims: TicketClaims, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const data = utf8(`ticket.${claims.callId}.${claims.epoch}.${claims.expiresAtMs}`)
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, data)))
}

export async function mintTicket(claims: TicketClaims, secret: string): Promise<string> {
  return `${claims.callId}.${claims.epoch}.${claims.expiresAtMs}.${await macOf(claims, secret)}`
}

/** The claims when genuine and unexpired, else null. Whether it was used before is for the database to say. */
export async function readTicket(ticket: string, secret: string, nowMs: number): Promise<TicketClaims | null> {
  const match = /^(cal_[0-9a-y]{20})\.(0|[1-9]\d{0,8})\.([1-9]\d{0,14})\.([A-Za-z0-9_-]{43})$/.exec(ticket)
  const [, callId, epoch, expiresAtMs, mac] = match ?? []
  if (callId === undefined || mac === undefined) return null
  const claims = { callId, epoch: Number(epoch), expiresAtMs: Number(expiresAtMs) }
  if (!sameText(await macOf(claims, secret), mac)) return null
  return claims.expiresAtMs > nowMs ? claims : null
}
