// Everything db-proxy and its programs read from the environment, parsed once and frozen. Secrets have no default.
import { z } from 'zod'
import { Phone } from '@callback/contracts/fields'

const Port = z.coerce.number().int().min(1).max(65535)
const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
/** HMAC-SHA256 keys: shorter ones could be guessed. */
const Key = z.string().min(16, 'must have at least 16 characters')
const Base64Url = z.string().regex(/^[A-Za-z0-9_-]{40,}$/, 'must be base64url')
const Flag = z.enum(['0', '1', '']).optional().transform((value) => value === '1') // prettier-ignore

const Config = z.object({
  DB_PROXY_PORT: Port,
  DATABASE_URL: PostgresUrl,
  DB_PROXY_WORKERS_KEY: Key,
  DB_PROXY_NODE_KEY: Key,
  PRINCIPAL_PUBLIC_KEY: Base64Url,
  CAPABILITY_PRIVATE_KEY: Base64Url,
  CAPABILITY_PUBLIC_KEY: Base64Url,
  TICKET_KEY: Key,
  /** Whom a call seems to come from when its persona has no number. */
  TWILIO_PHONE_NUMBER: Phone,
  CALLBACK_LOCAL: Flag,
})
export type Config = Readonly<z.output<typeof Config>>

const MigrateConfig = z.object({
  MIGRATE_DATABASE_URL: PostgresUrl,
  /** Where db-proxy signs in; names the login role that is made when a password is given. */
  DATABASE_URL: PostgresUrl.optional(),
  DB_PROXY_PASSWORD: Key.optional(),
})
export type MigrateConfig = Readonly<z.output<typeof MigrateConfig>>

const SeedConfig = z.object({ MIGRATE_DATABASE_URL: PostgresUrl, SEED_DEMO: Flag })

type Environment = Record<string, string | undefined>

export const readConfig = (env: Environment = process.env): Config => read(Config, env)
export const readMigrateConfig = (env: Environment = process.env): MigrateConfig => read(MigrateConfig, env)
export const readSeedConfig = (env: Environment = process.env) => read(SeedConfig, env)

/** Names what is wrong and never its value. */
function read<S extends z.ZodType<object>>(schema: S, env: Environment): Readonly<z.output<S>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return Object.freeze(parsed.data)
  const wrong = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return `${name} ${name in given ? issue.message : 'is missing'}`
  })
  throw new Error(`The environment is not right: ${wrong.join('; ')}.`)
}
