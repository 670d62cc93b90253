import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { importSigningKey, importVerifyingKey, signClaims, verifyClaims } from '@callback/contracts/signed-claims'
import { loadSecrets, makeSecrets } from './secrets.ts'

const folder = await mkdtemp(join(tmpdir(), 'callbackapp-secrets-'))
afterAll(() => rm(folder, { recursive: true }))

it('makes its keys once, readable by this user only', async () => {
  const file = join(folder, 'deep', 'secrets.json')
  const first = await loadSecrets(file)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await loadSecrets(file)).toEqual(first)
  expect(makeSecrets().NODE_KEY).not.toBe(first.NODE_KEY)
})

it('makes key pairs that the product can sign and check with', async () => {
  const { PRINCIPAL_PRIVATE_KEY, PRINCIPAL_PUBLIC_KEY, CAPABILITY_PUBLIC_KEY } = makeSecrets()
  const token = await signClaims('test', { exp: 2000 }, await importSigningKey(PRINCIPAL_PRIVATE_KEY))
  const check = async (key: string) =>
    verifyClaims('test', token, z.object({ exp: z.number() }), await importVerifyingKey(key), 1000)
  expect(await check(PRINCIPAL_PUBLIC_KEY)).toEqual({ exp: 2000 })
  expect(await check(CAPABILITY_PUBLIC_KEY)).toBeNull()
})

it('says what to do about a damaged file', async () => {
  const file = join(folder, 'damaged.json')
  await writeFile(file, '{"NODE_KEY":')
  await expect(loadSecrets(file)).rejects.toThrow(/damaged: delete/)
})
