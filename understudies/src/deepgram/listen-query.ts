// The query of /v2/listen, as strict as the vendor's: what it does not know, it refuses.
import { z } from 'zod'

const number = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const value = text.trim() === '' ? NaN : Number(text)
    if (value >= least && value <= most) return value
    context.addIssue({ code: 'custom', message: `must be a number from ${least} to ${most}` })
    return z.NEVER
  })
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const EotThreshold = z.number().min(0.5).max(1)
export const EagerEotThreshold = z.number().min(0.3).max(0.9)
export const EotTimeoutMs = z.number().int().min(500).max(60_000)

const SAMPLE_RATES = ['8000', '16000', '24000', '48000'] as const
const LANGUAGES = ['de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'nl', 'pt', 'ru'] as const
export const LanguageHints = z.array(z.enum(LANGUAGES)).max(LANGUAGES.length)
/** The vendor counts tokens (500); terms are what can be counted here. */
export const Keyterms = z.array(z.string().min(1)).max(100)

const single = z.strictObject({
  model: z.enum(['flux-general-en', 'flux-general-multi']),
  /** Compressed formats and containers are not heard here. */
  encoding: z.enum(['linear16', 'mulaw']),
  sample_rate: z.enum(SAMPLE_RATES).transform(Number),
  eot_threshold: number(0.5, 1).default(0.7),
  eager_eot_threshold: number(0.3, 0.9).optional(),
  eot_timeout_ms: number(500, 60_000).default(5_000),
  numerals: flag.optional(),
  profanity_filter: flag.optional(),
  redact: z.string().optional(),
  mip_opt_out: flag.optional(),
  keyterm: Keyterms.default([]),
  language_hint: LanguageHints.default([]),
  tag: z.array(z.string()).default([]),
})

export const ListenQuery = single
  .refine(({ eot_threshold, eager_eot_threshold = 0 }) => eager_eot_threshold <= eot_threshold, {
    path: ['eager_eot_threshold'],
    message: 'must not be above eot_threshold',
  })
  .refine(({ model, language_hint }) => model === 'flux-general-multi' || language_hint.length === 0, {
    path: ['language_hint'],
    message: 'is only for flux-general-multi',
  })

export type ListenQuery = z.output<typeof ListenQuery>

const REPEATED = new Set(['keyterm', 'language_hint', 'tag'])

export function parseListenQuery(query: URLSearchParams): ListenQuery | { problem: string } {
  const given: Record<string, string | string[]> = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    given[name] = REPEATED.has(name) ? values : values.length === 1 ? (values[0] ?? '') : values
  }
  const parsed = ListenQuery.safeParse(given)
  return parsed.success ? parsed.data : { problem: z.prettifyError(parsed.error) }
}
