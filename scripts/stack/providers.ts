// The six providers: what switches each from its understudy to the real one, where the real one is, and what the
// understudy accepts. A key or a base URL that is set counts; one base URL alone is enough for somebody else's emulator.

export interface Provider {
  name: string
  /** Which variables make it real when set. */
  keys: Readonly<Record<string, string>>
  /** Needed beside the keys; switch nothing. */
  settings: Readonly<Record<string, string>>
  /** May be left out of a real set-up. */
  extras?: Readonly<Record<string, string>>
  baseUrl: string
  realOrigin: string
  /** Added to UNDERSTUDY_PORT. */
  portOffset: number
}

export const PROVIDERS = {
  twilio: {
    name: 'Twilio',
    keys: {
      TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000001',
      TWILIO_AUTH_TOKEN: 'understudy_twilio_token',
    },
    settings: { TWILIO_PHONE_NUMBER: '+14155550199' },
    baseUrl: 'TWILIO_BASE_URL',
    realOrigin: 'https://api.twilio.com',
    portOffset: 0,
  },
  deepgram: {
    name: 'Deepgram',
    keys: { DEEPGRAM_API_KEY: 'understudy_deepgram_key' },
    settings: {},
    baseUrl: 'DEEPGRAM_BASE_URL',
    realOrigin: 'https://api.deepgram.com',
    portOffset: 1,
  },
  cerebras: {
    name: 'Cerebras',
    keys: { CEREBRAS_API_KEY: 'understudy_cerebras_key' },
    settings: {},
    baseUrl: 'CEREBRAS_BASE_URL',
    realOrigin: 'https://api.cerebras.ai',
    portOffset: 2,
  },
  elevenlabs: {
    name: 'ElevenLabs',
    keys: { ELEVENLABS_API_KEY: 'understudy_elevenlabs_key' },
    settings: {},
    baseUrl: 'ELEVENLABS_BASE_URL',
    realOrigin: 'https://api.elevenlabs.io',
    portOffset: 3,
  },
  stripe: {
    name: 'Stripe',
    keys: { STRIPE_API_KEY: 'sk_test_understudy' },
    settings: { STRIPE_WEBHOOK_SECRET: 'whsec_understudy' },
    baseUrl: 'STRIPE_BASE_URL',
    realOrigin: 'https://api.stripe.com',
    portOffset: 4,
  },
  workos: {
    name: 'WorkOS',
    keys: { WORKOS_API_KEY: 'sk_test_workos_understudy' },
    settings: { WORKOS_CLIENT_ID: 'client_understudy' },
    extras: { WORKOS_WEBHOOK_SECRET: 'whsec_workos_understudy' },
    baseUrl: 'WORKOS_BASE_URL',
    realOrigin: 'https://api.workos.com',
    portOffset: 5,
  },
} as const satisfies Record<string, Provider>

export type ProviderId = keyof typeof PROVIDERS

/** In the order of their ports. */
export function providerIds(): readonly ProviderId[] {
  return ['twilio', 'deepgram', 'cerebras', 'elevenlabs', 'stripe', 'workos']
}

/** Everything about a provider but its address. */
export function variablesOf(provider: Provider): Readonly<Record<string, string>> {
  return { ...provider.keys, ...provider.settings, ...provider.extras }
}

export type Standing = 'understudy' | 'elsewhere' | 'real'

export function standingOf(provider: Provider, env: NodeJS.ProcessEnv): Standing {
  if (isSet(env[provider.baseUrl])) return 'elsewhere'
  return Object.keys(provider.keys).some((name) => isSet(env[name])) ? 'real' : 'understudy'
}

export function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
