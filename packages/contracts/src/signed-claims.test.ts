import { beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url, utf8 } from './bytes.ts'
import { mintCapability, verifyCapability } from './capability.ts'
import { AccountId, UserId } from './ids.ts'
import { mintPrincipal, PRINCIPAL_LIFE_MS, verifyPrincipal } from './principal.ts'
import { importSigningKey, importVerifyingKey } from './signed-claims.ts'
import type { ClaimsKey } from './signed-claims.ts'
import { mintTicket, readTicket } from './ticket.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const who = {
  account: AccountId.parse(`acc_${'1'.repeat(20)}`),
  user: UserId.parse(`usr_${'2'.repeat(20)}`),
  roles: ['member' as const],
  scopes: ['*'],
  requestId: 'request-1',
}
const right = {
  account: who.account,
  user: who.user,
  object: `cal_${'0'.repeat(20)}`,
  procedures: ['call.settle'],
  exp: NOW + 1000,
}

async function keyPair(): Promise<{ sign: ClaimsKey; verify: ClaimsKey }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair && 'publicKey' in pair)) throw new Error('Ed25519 gives a key pair')
  const text = async (format: 'pkcs8' | 'raw', key: ClaimsKey) =>
    toBase64Url(new Uint8Array(await crypto.subtle.exportKey(format, key)))
  return {
    sign: await importSigningKey(await text('pkcs8', pair.privateKey)),
    verify: await importVerifyingKey(await text('raw', pair.publicKey)),
  }
}

let ours: Awaited<ReturnType<typeof keyPair>>
let theirs: Awaited<ReturnType<typeof keyPair>>
beforeAll(async () => {
  ours = await keyPair()
  theirs = await keyPair()
})

describe('a principal', () => {
  it('says who asks for one minute', async () => {
    const token = await mintPrincipal(who, ours.sign, NOW)
    expect(await verifyPrincipal(token, ours.verify, NOW)).toEqual({ ...who, exp: NOW + PRINCIPAL_LIFE_MS })
    expect(await verifyPrincipal(token, ours.verify, NOW + PRINCIPAL_LIFE_MS - 1)).not.toBeNull()
    expect(await verifyPrincipal(token, ours.verify, NOW + PRINCIPAL_LIFE_MS)).toBeNull()
  })

  it('is nothing under another key, changed, cut, doubled or too long', async () => {
    const token = await mintPrincipal(who, ours.sign, NOW)
    const [payload = '', signature = ''] = token.split('.')
    const operator = toBase64Url(utf8(JSON.stringify({ ...who, roles: ['operator'], exp: NOW + 1000 })))
    const bad = [
      await mintPrincipal(who, theirs.sign, NOW),
      `${operator}.${signature}`,
      payload,
      `${payload}.`,
      `.${signature}`,
      `${token}.${signature}`,
      `${payload}.${signature.slice(0, -2)}`,
      `${payload}.${'A'.repeat(86)}`,
      `${payload}=.${signature}`,
      '',
      '.',
      'é.é',
      'x'.repeat(100_000),
    ]
    for (const one of bad) expect(await verifyPrincipal(one, ours.verify, NOW)).toBeNull()
  })

  it('does not pass for a capability, nor a capability for it, under the very same key', async () => {
    const principal = await mintPrincipal(who, ours.sign, NOW)
    const capability = await mintCapability(right, ours.sign)
    expect(await verifyCapability(capability, ours.verify, NOW)).toEqual(right)
    expect(await verifyCapability(principal, ours.verify, NOW)).toBeNull()
    expect(await verifyPrincipal(capability, ours.verify, NOW)).toBeNull()
  })

  it('is nothing when genuinely signed with another shape', async () => {
    const claims = { ...who, roles: ['king'] }
    const token = await mintPrincipal(Object.assign({}, who, claims), ours.sign, NOW)
    expect(await verifyPrincipal(token, ours.verify, NOW)).toBeNull()
  })
})

describe('a ticket', () => {
  const claims = { callId: `cal_${'0'.repeat(20)}`, epoch: 2, expiresAtMs: NOW + 1000 }
  const secret = 'a secret of the test'

  it('is the same each time for the same call, epoch and expiry', async () => {
    expect(await mintTicket(claims, secret)).toBe(await mintTicket(claims, secret))
  })

  it('tells its call until it expires', async () => {
    const ticket = await mintTicket(claims, secret)
    expect(await readTicket(ticket, secret, NOW)).toEqual(claims)
    expect(await readTicket(ticket, secret, claims.expiresAtMs)).toBeNull()
  })

  it('is nothing for another call, epoch or expiry, under another secret, or malformed', async () => {
    const ticket = await mintTicket(claims, secret)
    const [callId, epoch, expires, mac] = ticket.split('.')
    const bad = [
      [`cal_${'1'.repeat(20)}`, epoch, expires, mac],
      [callId, '3', expires, mac],
      [callId, '02', expires, mac],
      [callId, epoch, String(NOW + 1001), mac],
      [callId, epoch, expires, 'A'.repeat(43)],
      [callId, epoch, expires],
      [ticket, mac],
    ].map((parts) => parts.join('.'))
    for (const one of [...bad, '', `${ticket}\n`, ` ${ticket}`]) expect(await readTicket(one, secret, NOW)).toBeNull()
    expect(await readTicket(ticket, 'another secret', NOW)).toBeNull()
  })
})
