// Who of the local stack gets which variable: each part only what it reads. In production the same table says which
// secrets and settings each Worker and program needs.

const TWILIO = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_BASE_URL', 'TWILIO_PHONE_NUMBER']
const CEREBRAS = ['CEREBRAS_API_KEY', 'CEREBRAS_BASE_URL']
const DEEPGRAM = ['DEEPGRAM_API_KEY', 'DEEPGRAM_BASE_URL']
const ELEVENLABS = ['ELEVENLABS_API_KEY', 'ELEVENLABS_BASE_URL']

/** Every Worker takes understudies' values only where it is told that it is local; those that people reach know who asks. */
const EVERY_WORKER = ['CALLBACK_LOCAL', 'PRINCIPAL_PUBLIC_KEY']

export const WORKER_VARIABLES = {
  gateway: [
    ...EVERY_WORKER,
    'PRINCIPAL_PRIVATE_KEY',
    'COOKIE_PASSWORD',
    'WEB_URL',
    'PUBLIC_API_URL',
    'WORKOS_CLIENT_ID',
    'WORKOS_BASE_URL',
    'WORKOS_ISSUER',
    'RATE_LIMIT_READS_PER_MINUTE',
    'RATE_LIMIT_WRITES_PER_MINUTE',
    'RATE_LIMIT_CALLS_PER_MINUTE',
    'RATE_LIMIT_AUTH_PER_MINUTE',
  ],
  auth: [
    ...EVERY_WORKER,
    'COOKIE_PASSWORD',
    'WEB_URL',
    'PUBLIC_API_URL',
    'WORKOS_API_KEY',
    'WORKOS_CLIENT_ID',
    'WORKOS_BASE_URL',
    ...TWILIO,
  ],
  personas: [...EVERY_WORKER, ...CEREBRAS],
  orchestrator: [...EVERY_WORKER, 'PUBLIC_WEBHOOK_URL', 'DIALS_PER_SECOND', ...TWILIO],
  database: ['CALLBACK_LOCAL', 'DB_PROXY_URL', 'DB_PROXY_WORKERS_KEY'],
  payments: [...EVERY_WORKER, 'WEB_URL', 'STRIPE_API_KEY', 'STRIPE_BASE_URL'],
  webhooks: [
    ...EVERY_WORKER,
    'PUBLIC_WEBHOOK_URL',
    'TWILIO_AUTH_TOKEN',
    'STRIPE_WEBHOOK_SECRET',
    'WORKOS_WEBHOOK_SECRET',
  ],
  costs: EVERY_WORKER,
  executor: EVERY_WORKER,
  voice: [...EVERY_WORKER, 'TICKET_KEY', 'NODE_KEY', 'PUBLIC_WEBHOOK_URL'],
  admin: EVERY_WORKER,
  billing: EVERY_WORKER,
} as const satisfies Record<string, readonly string[]>

export type WorkerName = keyof typeof WORKER_VARIABLES

export function workerNames(): readonly WorkerName[] {
  return Object.keys(WORKER_VARIABLES).filter((name): name is WorkerName => name in WORKER_VARIABLES)
}

/** The password makes the migrations create the login role that DATABASE_URL names. */
export const MIGRATE_VARIABLES = ['MIGRATE_DATABASE_URL', 'DATABASE_URL', 'DB_PROXY_PASSWORD']
export const SEED_VARIABLES = ['MIGRATE_DATABASE_URL', 'SEED_DEMO', 'CALLBACK_LOCAL']

export const DB_PROXY_VARIABLES = [
  'CALLBACK_LOCAL',
  'DB_PROXY_PORT',
  'DATABASE_URL',
  'PRINCIPAL_PUBLIC_KEY',
  'CAPABILITY_PRIVATE_KEY',
  'CAPABILITY_PUBLIC_KEY',
  'DB_PROXY_WORKERS_KEY',
  'DB_PROXY_NODE_KEY',
  'TICKET_KEY',
  'TWILIO_PHONE_NUMBER',
]

export const VOICE_NODE_VARIABLES = [
  'CALLBACK_LOCAL',
  'VOICE_PORT',
  'PUBLIC_VOICE_URL',
  'NODE_CONTROL_URL',
  'NODE_ID',
  'NODE_API_URL',
  'NODE_KEY',
  'DB_PROXY_URL',
  'DB_PROXY_NODE_KEY',
  'TWILIO_AUTH_TOKEN',
  'JOURNAL_DIR',
  'VOICE_CALLS_MAX',
  'METRICS_TOKEN',
  'LOG_LEVEL',
  ...DEEPGRAM,
  ...CEREBRAS,
  ...ELEVENLABS,
  ...['OPENAI', 'GROQ', 'DEEPSEEK', 'ANTHROPIC', 'GEMINI'].flatMap((mind) => [`${mind}_API_KEY`, `${mind}_BASE_URL`]),
]

export const UNDERSTUDY_VARIABLES = [
  'CALLBACK_LOCAL',
  'UNDERSTUDY_PORT',
  'PUBLIC_WEBHOOK_URL',
  'PUBLIC_WEB_URL',
  'WORKOS_ISSUER',
]

/** Those of `names` that have a value. */
export function pick(variables: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = variables[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}
