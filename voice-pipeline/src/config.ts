// The only reader of the environment in this package: parsed once, frozen. Secrets have no default.
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const origin = z.url({ protocol: /^(https?|wss?)$/ }).transform((url) => url.replace(/\/+$/, ''))
const secret = z.string().min(8)

const Env = z.object({
  CALLBACK_LOCAL: z.literal('1').optional(),
  VOICE_PORT: port.default(8790),
  PUBLIC_VOICE_URL: origin.default('ws://localhost:8790'),
  /** Where the voice Worker reaches this node; the public URL unless there is a shorter way. */
  NODE_CONTROL_URL: origin.optional(),
  NODE_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('node-1'),
  NODE_KEY: secret,
  NODE_API_URL: origin.default('http://localhost:8789'),
  DB_PROXY_URL: origin.default('http://localhost:8791'),
  DB_PROXY_NODE_KEY: secret,
  TWILIO_AUTH_TOKEN: secret,
  DEEPGRAM_API_KEY: secret,
  DEEPGRAM_BASE_URL: origin.default('https://api.deepgram.com'),
  CEREBRAS_API_KEY: secret,
  CEREBRAS_BASE_URL: origin.default('https://api.cerebras.ai'),
  ELEVENLABS_API_KEY: secret,
  ELEVENLABS_BASE_URL: origin.default('https://api.elevenlabs.io'),
  JOURNAL_DIR: z.string().min(1).default('.data/journals'),
  VOICE_CALLS_MAX: z.coerce.number().int().min(1).max(1_000).default(100),
  METRICS_TOKEN: secret.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

const asHttp = (url: string) => url.replace(/^ws/, 'http')
const asWs = (url: string) => url.replace(/^http/, 'ws')

/** Stand-ins live on loopback; nobody's real provider does. */
const isLoopback = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)

export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const parsed = Env.safeParse(environment)
  if (!parsed.success) throw new Error(`The voice node's settings are not right.\n${z.prettifyError(parsed.error)}`)
  const env = parsed.data
  const providers = [env.DEEPGRAM_BASE_URL, env.CEREBRAS_BASE_URL, env.ELEVENLABS_BASE_URL]
  if (env.CALLBACK_LOCAL !== '1' && providers.some(isLoopback)) {
    throw new Error('A provider on loopback is only accepted with CALLBACK_LOCAL=1.')
  }
  return Object.freeze({
    port: env.VOICE_PORT,
    publicUrl: asWs(env.PUBLIC_VOICE_URL),
    controlUrl: asHttp(env.NODE_CONTROL_URL ?? env.PUBLIC_VOICE_URL),
    nodeId: env.NODE_ID,
    nodeKey: env.NODE_KEY,
    nodeApiUrl: asHttp(env.NODE_API_URL),
    db: { url: asHttp(env.DB_PROXY_URL), key: { id: 'node', secret: env.DB_PROXY_NODE_KEY } },
    twilioAuthToken: env.TWILIO_AUTH_TOKEN,
    deepgram: { apiKey: env.DEEPGRAM_API_KEY, baseUrl: asWs(env.DEEPGRAM_BASE_URL) },
    cerebras: { apiKey: env.CEREBRAS_API_KEY, baseUrl: asHttp(env.CEREBRAS_BASE_URL) },
    elevenlabs: { apiKey: env.ELEVENLABS_API_KEY, baseUrl: asWs(env.ELEVENLABS_BASE_URL) },
    journalDir: env.JOURNAL_DIR,
    callsMax: env.VOICE_CALLS_MAX,
    metricsToken: env.METRICS_TOKEN ?? null,
    logLevel: env.LOG_LEVEL,
  })
}

export type Config = ReturnType<typeof readConfig>

export const configFromProcess = (): Config => readConfig(process.env)
