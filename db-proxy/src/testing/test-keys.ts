// Keys made for one test file, in the forms the environment has them.
import { toBase64Url } from '@callback/contracts/bytes'
import { importSigningKey } from '@callback/contracts/signed-claims'
import type { ClaimsKey } from '@callback/contracts/signed-claims'
import type { Settings } from '../db-proxy.ts'

export type TestKeys = { settings: Settings; principalKey: ClaimsKey; foreignKey: ClaimsKey }

export async function makeTestKeys(databaseUrl: string): Promise<TestKeys> {
  const [principal, capability, foreign] = await Promise.all([keyPair(), keyPair(), keyPair()])
  return {
    settings: {
      DATABASE_URL: databaseUrl,
      DB_PROXY_WORKERS_KEY: 'workers-key-of-this-test',
      DB_PROXY_NODE_KEY: 'node-key-of-this-test',
      PRINCIPAL_PUBLIC_KEY: principal.raw,
      CAPABILITY_PRIVATE_KEY: capability.pkcs8,
      CAPABILITY_PUBLIC_KEY: capability.raw,
      TICKET_KEY: 'ticket-key-of-this-test',
      TWILIO_PHONE_NUMBER: '+14155550199',
      CALLBACK_LOCAL: true,
    },
    principalKey: await importSigningKey(principal.pkcs8),
    foreignKey: await importSigningKey(foreign.pkcs8),
  }
}

async function keyPair(): Promise<{ pkcs8: string; raw: string }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('not a key pair')
  return {
    pkcs8: toBase64Url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))),
    raw: toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))),
  }
}
