// The local stack's own keys: random, made once, kept in .data/secrets.json for this user only. In production each is
// set by hand under the same name (docs/OPERATIONS.md); none has a default in the product.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { readIfThere } from './read-if-there.ts'
import { Sentence } from './sentence.ts'

const Secrets = z.object({
  PRINCIPAL_PRIVATE_KEY: z.string(),
  PRINCIPAL_PUBLIC_KEY: z.string(),
  CAPABILITY_PRIVATE_KEY: z.string(),
  CAPABILITY_PUBLIC_KEY: z.string(),
  DB_PROXY_WORKERS_KEY: z.string(),
  DB_PROXY_NODE_KEY: z.string(),
  TICKET_KEY: z.string(),
  NODE_KEY: z.string(),
  COOKIE_PASSWORD: z.string().min(32),
  /** Of the embedded server's owner, and of the role that db-proxy signs in with. */
  POSTGRES_PASSWORD: z.string(),
  DB_PROXY_PASSWORD: z.string(),
})
export type Secrets = z.infer<typeof Secrets>

export async function loadSecrets(file: string): Promise<Secrets> {
  const text = await readIfThere(file)
  if (text === undefined) {
    const secrets = makeSecrets()
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
    return secrets
  }
  await chmod(file, 0o600)
  const parsed = Secrets.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new Sentence(`${file} is damaged: delete the folder it is in (the local data goes with it) and start again.`)
}

export function makeSecrets(): Secrets {
  const principal = keyPair()
  const capability = keyPair()
  return {
    PRINCIPAL_PRIVATE_KEY: principal.private,
    PRINCIPAL_PUBLIC_KEY: principal.public,
    CAPABILITY_PRIVATE_KEY: capability.private,
    CAPABILITY_PUBLIC_KEY: capability.public,
    DB_PROXY_WORKERS_KEY: random(),
    DB_PROXY_NODE_KEY: random(),
    TICKET_KEY: random(),
    NODE_KEY: random(),
    COOKIE_PASSWORD: random(),
    POSTGRES_PASSWORD: random(),
    DB_PROXY_PASSWORD: random(),
  }
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

/** Ed25519: the private half as PKCS #8, the public half as its 32 bytes. */
function keyPair(): { private: string; public: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = publicKey.export({ format: 'jwk' })
  return {
    private: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    public: z.string().parse(jwk.x),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
