// List prices in micro-USD for a million units, as the providers published them; and which models a tier means today.

const SINCE = '2026-01-01T00:00:00Z'
const of = (provider: string, model: string, unit: string, microUsdPerMillion: number) => ({
  provider,
  model,
  unit,
  since: SINCE,
  micro_usd_per_million: microUsdPerMillion,
})

export const PRICES = [
  // US$0.0140 and US$0.0085 a minute.
  of('twilio', 'outbound', 'seconds', 233_333_333),
  of('twilio', 'inbound', 'seconds', 141_666_667),
  // US$0.0077 a minute.
  of('deepgram', 'flux-general-en', 'seconds', 128_333_333),
  // US$0.35 and US$0.75 a million tokens.
  of('cerebras', 'gpt-oss-120b', 'input_tokens', 350_000),
  of('cerebras', 'gpt-oss-120b', 'output_tokens', 750_000),
  // Not published for shared inference; booked like the next larger model.
  of('cerebras', 'qwen-3.8-27b', 'input_tokens', 350_000),
  of('cerebras', 'qwen-3.8-27b', 'output_tokens', 750_000),
  // US$0.05 a thousand characters.
  of('elevenlabs', 'eleven_flash_v2_5', 'characters', 50_000_000),
]

const voice = { mouth_model: 'eleven_flash_v2_5', ear_model: 'flux-general-en', mind_provider: 'cerebras' }

/** gpt-oss cannot stop reasoning, so it reasons little; qwen can, and otherwise would by default. */
export const TIERS = [
  { tier: 'fast', mind_model: 'gpt-oss-120b', reasoning_effort: 'low', rate_millicredits_per_minute: 2_000, ...voice },
  { tier: 'deep', mind_model: 'qwen-3.8-27b', reasoning_effort: 'none', rate_millicredits_per_minute: 3_000, ...voice },
]

export const PACKS = [
  { id: 'starter', name: 'Starter', millicredits: 50_000, price_minor: 500, currency: 'usd' },
  { id: 'regular', name: 'Regular', millicredits: 110_000, price_minor: 1_000, currency: 'usd' },
  { id: 'talker', name: 'Talker', millicredits: 300_000, price_minor: 2_500, currency: 'usd' },
]

/** Redeemed once by an account, and by this many accounts: a code that leaks costs no more than that. */
const REDEMPTIONS_MAX = 1_000

export const COUPONS = [
  { code: 'JUDGE2025', millicredits: 100_000, redemptions_max: REDEMPTIONS_MAX },
  { code: 'HACKATHON2025', millicredits: 50_000, redemptions_max: REDEMPTIONS_MAX },
  { code: 'DEMO2025', millicredits: 25_000, redemptions_max: REDEMPTIONS_MAX },
]
