// A person for tests of Workers: keys of their own, and the header the gateway would send along.
import { PRINCIPAL_HEADER, mintPrincipal } from '@callback/contracts/principal'
import type { Identity } from '@callback/contracts/db/people'
import type { Principal } from '@callback/contracts/principal'
import { toBase64Url } from '@callback/contracts/bytes'
import { importSigningKey } from '@callback/contracts/signed-claims'
import { AccountId, UserId } from '@callback/contracts/ids'

export type TestPerson = Awaited<ReturnType<typeof testPerson>>

export async function testPerson() {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('Ed25519 gives a key pair')
  const privateKey = toBase64Url(new Uint8Array(await exported('pkcs8', pair.privateKey)))
  const publicKey = toBase64Url(new Uint8Array(await exported('raw', pair.publicKey)))
  const identity: Identity = {
    account: AccountId.parse(`acc_${'1'.repeat(20)}`),
    user: UserId.parse(`usr_${'2'.repeat(20)}`),
    roles: ['member'],
  }
  const token = async (claims: Partial<Omit<Principal, 'exp'>> = {}, nowMs = Date.now()) =>
    mintPrincipal(
      { ...identity, scopes: ['*'], requestId: 'request-of-the-test', ...claims },
      await importSigningKey(privateKey),
      nowMs,
    )
  return {
    privateKey,
    publicKey,
    identity,
    token,
    headers: async (claims: Partial<Omit<Principal, 'exp'>> = {}, nowMs?: number) => ({
      [PRINCIPAL_HEADER]: await token(claims, nowMs),
    }),
  }
}

async function exported(format: 'pkcs8' | 'raw', key: CryptoKey): Promise<ArrayBuffer> {
  const bytes = await crypto.subtle.exportKey(format, key)
  if (!(bytes instanceof ArrayBuffer)) throw new Error('not bytes')
  return bytes
}
