// Everything the understudies read from the environment. The values here are public on purpose: they open nothing but understudies.
import { resolve } from 'node:path'
import { z } from 'zod'

/** What the product is given for each provider whose key is not set. */
export const UNDERSTUDY_VALUES = {
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  TWILIO_AUTH_TOKEN: 'understudy_twilio_token',
  TWILIO_PHONE_NUMBER: '+14155550199',
  DEEPGRAM_API_KEY: 'understudy_deepgram_key',
  CEREBRAS_API_KEY: 'understudy_cerebras_key',
  ELEVENLABS_API_KEY: 'understudy_elevenlabs_key',
  STRIPE_API_KEY: 'sk_test_understudy',
  STRIPE_WEBHOOK_SECRET: 'whsec_understudy',
  WORKOS_API_KEY: 'sk_test_workos_understudy',
  WORKOS_CLIENT_ID: 'client_understudy',
} as const

/** In the order of their ports, each one above the last. */
export const UNDERSTUDIES = ['twilio', 'deepgram', 'cerebras', 'elevenlabs', 'stripe', 'workos'] as const
export type Understudy = (typeof UNDERSTUDIES)[number]

/** The numbers a fresh account owns, by the names an operator would give them: one per persona of the seed. */
const PERSONA_NUMBERS = [
  { number: '+14155550101', name: 'Brad' },
  { number: '+14155550102', name: 'Sarah' },
  { number: '+14155550103', name: 'Alex' },
]

/** Whose virtual phone is whose. */
export const SEED_PHONES = [{ number: '+14155550100', name: 'Sam' }]

export const SEED_USERS = [
  { email: 'demo@callmeback.ai', password: 'demo123', firstName: 'Sam', lastName: 'User' },
  { email: 'admin@callmeback.ai', password: 'admin123', firstName: 'Ada', lastName: 'Operator' },
]

/** An empty variable is an unset one. */
const text = (fallback: string) => z.string().min(1).catch(fallback)
const optional = z.string().min(1).optional().catch(undefined)
const unlessEmpty = (value: unknown) => (value === '' ? undefined : value)

const Keys = z.object({
  TWILIO_ACCOUNT_SID: text(UNDERSTUDY_VALUES.TWILIO_ACCOUNT_SID),
  TWILIO_AUTH_TOKEN: text(UNDERSTUDY_VALUES.TWILIO_AUTH_TOKEN),
  TWILIO_PHONE_NUMBER: text(UNDERSTUDY_VALUES.TWILIO_PHONE_NUMBER),
  DEEPGRAM_API_KEY: text(UNDERSTUDY_VALUES.DEEPGRAM_API_KEY),
  CEREBRAS_API_KEY: text(UNDERSTUDY_VALUES.CEREBRAS_API_KEY),
  ELEVENLABS_API_KEY: text(UNDERSTUDY_VALUES.ELEVENLABS_API_KEY),
  STRIPE_API_KEY: text(UNDERSTUDY_VALUES.STRIPE_API_KEY),
  STRIPE_WEBHOOK_SECRET: text(UNDERSTUDY_VALUES.STRIPE_WEBHOOK_SECRET),
  WORKOS_API_KEY: text(UNDERSTUDY_VALUES.WORKOS_API_KEY),
  WORKOS_CLIENT_ID: text(UNDERSTUDY_VALUES.WORKOS_CLIENT_ID),
})
const Environment = z.object({
  UNDERSTUDY_PORT: z.preprocess(unlessEmpty, z.coerce.number().int().min(0).max(65_530).default(8799)),
  UNDERSTUDIES: text(UNDERSTUDIES.join(',')).transform(chosen),
  UNDERSTUDY_DATA_DIR: text(resolve(import.meta.dirname, '../../.data/understudies')),
  UNDERSTUDY_VERIFY_EMAIL: optional,
  PUBLIC_WEBHOOK_URL: z.preprocess(unlessEmpty, z.url().default('http://localhost:8788')),
  WORKOS_ISSUER: optional,
  WORKOS_WEBHOOK_SECRET: optional,
})

export type Config = ReturnType<typeof readConfig>

export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const read = Environment.parse(environment)
  const values = Keys.parse(environment)
  const webhooks = read.PUBLIC_WEBHOOK_URL.replace(/\/$/, '')
  return {
    ...values,
    /** Port 0 gives every understudy a free one. */
    portOf: (id: Understudy) => (read.UNDERSTUDY_PORT === 0 ? 0 : read.UNDERSTUDY_PORT + UNDERSTUDIES.indexOf(id)),
    chosen: read.UNDERSTUDIES,
    webhooks,
    numbers: PERSONA_NUMBERS.some(({ number }) => number === values.TWILIO_PHONE_NUMBER)
      ? PERSONA_NUMBERS
      : [...PERSONA_NUMBERS, { number: values.TWILIO_PHONE_NUMBER, name: 'CallbackApp' }],
    workosFile: resolve(read.UNDERSTUDY_DATA_DIR, 'workos.json'),
    workosIssuer: read.WORKOS_ISSUER,
    workosWebhook:
      read.WORKOS_WEBHOOK_SECRET === undefined
        ? undefined
        : { url: `${webhooks}/workos`, secret: read.WORKOS_WEBHOOK_SECRET },
    verifyEmail: read.UNDERSTUDY_VERIFY_EMAIL === '1',
    /** For a process of its own that runs this one alone. */
    environmentFor: (id: Understudy): NodeJS.ProcessEnv => ({ ...environment, UNDERSTUDIES: id }),
  }
}

function chosen(list: string, context: z.RefinementCtx): Understudy[] {
  const names = list.split(',').map((name) => name.trim())
  const known = UNDERSTUDIES.filter((id) => names.includes(id) || (id === 'cerebras' && names.includes('minds')))
  const unknown = names.filter((name) => name !== 'minds' && !UNDERSTUDIES.some((id) => id === name))
  if (unknown.length > 0) context.addIssue({ code: 'custom', message: `no understudy is called ${unknown.join(', ')}` })
  return known
}
