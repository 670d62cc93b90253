// The door with a runner that only notes what got through: nothing here reaches a database.
import { beforeAll, expect, it } from 'vitest'
import { CATALOGUE } from '@callback/contracts/db/catalogue'
import type { Procedure } from '@callback/contracts/db/procedure'
import { mintCapability, Capability } from '@callback/contracts/capability'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import { mintPrincipal, Principal } from '@callback/contracts/principal'
import { SERVICES } from '@callback/contracts/route'
import type { ClaimsKey } from '@callback/contracts/signed-claims'
import { importSigningKey, importVerifyingKey } from '@callback/contracts/signed-claims'
import { Nonces, signRequest } from '@callback/contracts/signed-request'
import { makeDoor } from './door.ts'
import type { Door } from './door.ts'
import { TABLE } from './procedures/table.ts'
import { makeTestKeys } from './testing/test-keys.ts'
import type { TestKeys } from './testing/test-keys.ts'

const EVERYBODY = [...SERVICES, 'node']
const NOW = Date.now()
const procedures = [...CATALOGUE.values()]

let keys: TestKeys
let capabilityKey: ClaimsKey
let door: Door
let ran: string[] = []

beforeAll(async () => {
  keys = await makeTestKeys('postgres://nowhere')
  const { settings } = keys
  capabilityKey = await importSigningKey(settings.CAPABILITY_PRIVATE_KEY)
  door = makeDoor({
    run: (implementation) => {
      ran.push(implementation.contract.name)
      return Promise.resolve({ output: null, replayed: false })
    },
    table: TABLE,
    keys: {
      principal: await importVerifyingKey(settings.PRINCIPAL_PUBLIC_KEY),
      capability: await importVerifyingKey(settings.CAPABILITY_PUBLIC_KEY),
    },
    signingKeys: new Map([['workers', settings.DB_PROXY_WORKERS_KEY], ['node', settings.DB_PROXY_NODE_KEY]]), // prettier-ignore
    nonces: new Nonces(),
    bornMs: NOW - 1,
    now: () => NOW,
  })
})

type Sent = { caller: string; principal?: string; capability?: string; input?: unknown; keyId?: 'workers' | 'node' }

async function outcome(procedure: string, { keyId, ...sent }: Sent): Promise<string> {
  const body = JSON.stringify({ requestId: 'r', input: {}, ...sent })
  const id = keyId ?? (sent.caller === 'node' ? 'node' : 'workers')
  const { DB_PROXY_NODE_KEY, DB_PROXY_WORKERS_KEY } = keys.settings
  const path = `/procedures/${procedure}`
  const key = { id, secret: id === 'node' ? DB_PROXY_NODE_KEY : DB_PROXY_WORKERS_KEY }
  const headers = new Map(Object.entries(await signRequest({ method: 'POST', path, body }, key, NOW)))
  ran = []
  try {
    await door({ method: 'POST', path, body, header: (name) => headers.get(name) }, { requestId: 'r' })
  } catch (error) {
    expect(ran).toEqual([])
    return error instanceof AppError ? error.code : 'crashed'
  }
  return `ran ${ran.join()}`
}

const principalOf = (roles: string[], key = keys.principalKey, nowMs = NOW) => {
  const person = { account: newId('account'), user: newId('user'), roles, scopes: ['*'], requestId: 'r' }
  return mintPrincipal(Principal.omit({ exp: true }).parse(person), key, nowMs)
}

const capabilityFor = (object: string, names: string[], key = capabilityKey, exp = NOW + 1000) =>
  mintCapability(Capability.parse({ account: newId('account'), user: null, object, procedures: names, exp }), key)

/** What a right caller brings. */
async function proof({ name, authority }: Procedure): Promise<Omit<Sent, 'caller'>> {
  switch (authority.kind) {
    case 'resolver':
      return {}
    case 'principal':
      return { principal: await principalOf(['member']) }
    case 'operator':
      return { principal: await principalOf(['operator']) }
    case 'capability':
      return { capability: await capabilityFor('cal_x', [name]), input: { [authority.object]: 'cal_x' } }
  }
}

it('runs every procedure for its callers with the right proof, and for no other caller', async () => {
  for (const procedure of procedures) {
    const given = await proof(procedure)
    for (const caller of EVERYBODY) {
      const allowed = procedure.callers.some((one) => one === caller)
      const expected = allowed ? `ran ${procedure.name}` : 'forbidden'
      expect([procedure.name, caller, await outcome(procedure.name, { caller, ...given })]).toEqual([
        procedure.name,
        caller,
        expected,
      ])
    }
  }
})

it('runs nothing for a person whose principal is missing, foreign, expired or of the wrong kind', async () => {
  for (const procedure of procedures.filter(
    ({ authority }) => authority.kind === 'principal' || authority.kind === 'operator',
  )) {
    const [caller = ''] = procedure.callers
    const capability = await capabilityFor('cal_x', [procedure.name])
    for (const sent of [
      {},
      { capability },
      { principal: capability },
      { principal: 'garbage.garbage' },
      { principal: await principalOf(['operator'], keys.foreignKey) },
      { principal: await principalOf(['operator'], keys.principalKey, NOW - 60_001) },
    ]) {
      expect(await outcome(procedure.name, { caller, ...sent })).toBe('unauthenticated')
    }
    if (procedure.authority.kind === 'operator') {
      expect(await outcome(procedure.name, { caller, principal: await principalOf(['member']) })).toBe('forbidden')
    }
  }
})

it('runs nothing under a capability that is missing, foreign, expired, for another object or another procedure', async () => {
  for (const { name, authority, callers } of procedures) {
    if (authority.kind !== 'capability') continue
    const [caller = ''] = callers
    const input = { [authority.object]: 'cal_x' }
    for (const capability of [
      undefined,
      await principalOf(['operator']),
      await capabilityFor('cal_x', [name], keys.foreignKey),
      await capabilityFor('cal_x', [name], capabilityKey, NOW),
      await capabilityFor('cal_y', [name]),
      await capabilityFor('cal_x', ['something.else']),
    ]) {
      expect(await outcome(name, { caller, input, ...(capability === undefined ? {} : { capability }) })).toBe(
        'forbidden',
      )
    }
    const capability = await capabilityFor('cal_x', [name])
    for (const other of [{}, null, 'cal_x', { [authority.object]: ['cal_x'] }]) {
      expect(await outcome(name, { caller, input: other, capability })).toBe('forbidden')
    }
  }
})

it('lets neither key speak for the other’s callers', async () => {
  expect(await outcome('tickets.redeem', { caller: 'node', keyId: 'workers' })).toBe('forbidden')
  expect(await outcome('users.sign_in', { caller: 'auth', keyId: 'node' })).toBe('forbidden')
  expect(await outcome('users.sign_in', { caller: 'nobody' })).toBe('forbidden')
})

it('knows no procedure outside the catalogue', async () => {
  for (const name of ['accounts.drop', 'me.get/..', 'toString', '__proto__', '']) {
    expect(await outcome(name, { caller: 'auth' })).toBe('unknown_procedure')
  }
})
