// API keys of an account. The secret leaves once, in the answer that made it; its hash is what is kept.
import { sha256Hex, toBase64Url } from '@callback/contracts/bytes'
import * as db from '@callback/contracts/db/people'
import type { resolveApiKey as resolveSpec } from '@callback/contracts/internal'
import type { createKey as createSpec, listKeys as listSpec, removeKey as removeSpec } from '@callback/contracts/me'
import type { Handler, InternalHandler } from '@callback/edge/serve'
import type { Env } from './env.ts'

const HINT_CHARS = 9

export const listKeys: Handler<typeof listSpec, Env> = async (_input, scope) =>
  (await scope.db.run(db.listKeys, {}, scope.asPerson())).output

export const createKey: Handler<typeof createSpec, Env> = async ({ body: { name } }, scope) => {
  const secret = `cb_${toBase64Url(crypto.getRandomValues(new Uint8Array(32)))}`
  const input = { name, keyHash: await sha256Hex(secret), hint: secret.slice(0, HINT_CHARS) }
  const { output: key } = await scope.db.run(db.createKey, input, scope.asPerson())
  return { key, secret }
}

export const removeKey: Handler<typeof removeSpec, Env> = async ({ params: { id } }, scope) => {
  await scope.db.run(db.removeKey, { id }, scope.asPerson())
  return undefined
}

export const resolveApiKey: InternalHandler<typeof resolveSpec, Env> = async ({ secret }, scope) => {
  const { output } = await scope.db.run(db.resolveKey, { keyHash: await sha256Hex(secret) }, { nobody: true })
  return output
}
