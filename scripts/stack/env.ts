// Every variable of the local stack, put together in one place from what the user set, the generated secrets and the
// understudies' values. Who gets which of them is in recipients.ts.
import { join } from 'node:path'
import { DATA } from './folders.ts'
import { readPorts, type Ports } from './ports.ts'
import { isSet, PROVIDERS, providerIds, standingOf, variablesOf, type ProviderId, type Standing } from './providers.ts'
import type { Secrets } from './secrets.ts'

export interface StackEnv {
  ports: Ports
  variables: Readonly<Record<string, string>>
  standing: Readonly<Record<ProviderId, Standing>>
  /** In the order of their ports. */
  understudies: readonly ProviderId[]
  /** False when DATABASE_URL points at a Postgres of the user's own. */
  embeddedPostgres: boolean
}

export const DATABASE = 'callback'
export const DB_PROXY_ROLE = 'callback_proxy'

type Values = Readonly<Record<string, string>>

export function assembleEnv(given: NodeJS.ProcessEnv, secrets: Secrets): StackEnv {
  const ports = readPorts(given)
  const standing = {
    twilio: standingOf(PROVIDERS.twilio, given),
    deepgram: standingOf(PROVIDERS.deepgram, given),
    cerebras: standingOf(PROVIDERS.cerebras, given),
    elevenlabs: standingOf(PROVIDERS.elevenlabs, given),
    stripe: standingOf(PROVIDERS.stripe, given),
    workos: standingOf(PROVIDERS.workos, given),
  }
  const defaults: Values = {
    ...keysOf(secrets, given),
    ...addressesOf(ports, given, secrets),
    ...Object.assign({}, ...providerIds().map((id) => providerDefaults(id, standing[id], ports))),
  }
  const variables: Record<string, string> = { CALLBACK_LOCAL: '1' }
  for (const [name, port] of Object.entries(ports)) variables[name] = String(port)
  for (const [name, value] of Object.entries(defaults)) variables[name] = isSet(given[name]) ? given[name] : value
  for (const name of passedOn()) if (isSet(given[name])) variables[name] = given[name]
  // Names the product reads that are other variables under their local sense.
  variables['WEB_URL'] = variables['PUBLIC_WEB_URL'] ?? ''
  if (standing.workos === 'understudy' || isOnThisMachine(variables['WORKOS_BASE_URL'])) variables['SEED_DEMO'] = '1'
  // An emulator starts as many calls as an account with an approved profile; a real line says for itself how many it may.
  if (standing.twilio === 'understudy' || isOnThisMachine(variables['TWILIO_BASE_URL'])) {
    variables['DIALS_PER_SECOND'] ??= '30'
  }
  return {
    ports,
    variables,
    standing,
    understudies: providerIds().filter((id) => standing[id] === 'understudy'),
    embeddedPostgres: !isSet(given['DATABASE_URL']),
  }
}

/** Somebody's own emulator: it may sign the demo people in, so they are entered. They have no password with us. */
function isOnThisMachine(address: string | undefined): boolean {
  return address !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)
}

/** Passed on when set, without a local value of their own. */
function passedOn(): string[] {
  return [...Object.values(PROVIDERS).flatMap((provider) => Object.keys(variablesOf(provider))), ...OPTIONAL]
}

export const OPTIONAL: readonly string[] = [
  'DIALS_PER_SECOND',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'NODE_ID',
  'RATE_LIMIT_AUTH_PER_MINUTE',
  'RATE_LIMIT_CALLS_PER_MINUTE',
  'RATE_LIMIT_READS_PER_MINUTE',
  'RATE_LIMIT_WRITES_PER_MINUTE',
  'VOICE_CALLS_MAX',
  'WORKOS_ISSUER',
  ...['OPENAI', 'GROQ', 'DEEPSEEK', 'ANTHROPIC', 'GEMINI'].flatMap((mind) => [`${mind}_API_KEY`, `${mind}_BASE_URL`]),
]

function keysOf(secrets: Secrets, given: NodeJS.ProcessEnv): Values {
  const { POSTGRES_PASSWORD: _owner, DB_PROXY_PASSWORD: proxy, ...keys } = secrets
  return isSet(given['DATABASE_URL']) ? keys : { ...keys, DB_PROXY_PASSWORD: proxy }
}

function addressesOf(ports: Ports, given: NodeJS.ProcessEnv, secrets: Secrets): Values {
  const postgres = (role: string, password: string) =>
    `postgres://${role}:${password}@localhost:${ports.POSTGRES_PORT}/${DATABASE}`
  const own = given['DATABASE_URL']
  return {
    DATABASE_URL: postgres(DB_PROXY_ROLE, secrets.DB_PROXY_PASSWORD),
    MIGRATE_DATABASE_URL: isSet(own) ? own : postgres('postgres', secrets.POSTGRES_PASSWORD),
    PUBLIC_WEB_URL: `http://localhost:${ports.WEB_PORT}`,
    PUBLIC_API_URL: `http://localhost:${ports.GATEWAY_PORT}`,
    PUBLIC_WEBHOOK_URL: `http://localhost:${ports.WEBHOOKS_PORT}`,
    PUBLIC_VOICE_URL: `ws://localhost:${ports.VOICE_PORT}`,
    // Straight to the node here, whatever public way (a tunnel) the media take.
    NODE_CONTROL_URL: `http://localhost:${ports.VOICE_PORT}`,
    NODE_API_URL: `http://localhost:${ports.NODE_API_PORT}`,
    DB_PROXY_URL: `http://localhost:${ports.DB_PROXY_PORT}`,
    JOURNAL_DIR: join(DATA, 'journals'),
  }
}

/** A real provider gets its address and nothing else; somebody else's emulator takes the understudy's keys. */
function providerDefaults(id: ProviderId, standing: Standing, ports: Ports): Values {
  const provider = PROVIDERS[id]
  if (standing === 'real') return { [provider.baseUrl]: provider.realOrigin }
  return {
    [provider.baseUrl]: `http://localhost:${ports.UNDERSTUDY_PORT + provider.portOffset}`,
    ...variablesOf(provider),
  }
}
