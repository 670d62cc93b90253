// Personas, and what they remember.
import { z } from 'zod'
import { CallId, FactId, PersonaId } from './ids.ts'
import { Instant, line, Millicredits, NoBody, NoParams, NoQuery, Nothing, page, PageQuery, prose } from './fields.ts'
import { route } from './route.ts'

export const Tier = z.enum(['fast', 'deep'])
export type Tier = z.infer<typeof Tier>

/** Voices a persona may speak with; `id` is the mouth's own voice id. */
export const VOICES = [
  { id: 'nPczCjzI2devNBz1zQrb', label: 'Brian: deep and warm' },
  { id: 'EXAVITQu4vr4xnSDxMaL', label: 'Sarah: soft and bright' },
  { id: 'SAz9YHcvj6GT2YYXdXww', label: 'River: calm and neutral' },
] as const
export const VoiceId = z.enum(VOICES.map((voice) => voice.id))

export const Persona = z.object({
  id: PersonaId,
  name: z.string(),
  tagline: z.string(),
  instructions: z.string(),
  voiceId: z.string(),
  tier: Tier,
  /** A hue of 0-359 the site draws the persona's colours from. */
  hue: z.int().min(0).max(359),
  rateMillicreditsPerMinute: Millicredits,
  secondsMax: z.int(),
  /** The number people ring the persona on, if it has one. */
  phoneNumber: z.string().nullable(),
  /** Everybody's (Brad, Sarah, Alex), or this account's own. */
  origin: z.enum(['catalogue', 'own']),
  version: z.int(),
  createdAt: Instant,
})
export type Persona = z.infer<typeof Persona>

const PersonaDraft = z.strictObject({
  name: line(40),
  tagline: line(120),
  instructions: prose(4000),
  voiceId: VoiceId,
  tier: Tier.default('fast'),
  hue: z.int().min(0).max(359).default(210),
  secondsMax: z.int().min(60).max(3600).default(900),
})
const PersonaChange = z.strictObject({
  name: line(40).optional(),
  tagline: line(120).optional(),
  instructions: prose(4000).optional(),
  voiceId: VoiceId.optional(),
  tier: Tier.optional(),
  hue: z.int().min(0).max(359).optional(),
  secondsMax: z.int().min(60).max(3600).optional(),
})

export const Fact = z.object({
  id: FactId,
  personaId: PersonaId,
  text: z.string(),
  learnedAt: Instant,
  happenedAt: Instant.nullable(),
  confidence: z.number(),
  /** The sentence it came from; null when a person wrote or corrected it. */
  source: z.object({ callId: CallId, turnSeq: z.int(), quote: z.string() }).nullable(),
})
export type Fact = z.infer<typeof Fact>

const at = { service: 'personas' as const, access: 'user' as const }
const byId = z.strictObject({ id: PersonaId })
const factById = z.strictObject({ id: FactId })

export const listPersonas = route({
  ...at,
  name: 'listPersonas',
  method: 'GET',
  path: '/v1/personas',
  status: 200,
  summary: 'The catalogue and the account’s own personas.',
  params: NoParams,
  query: NoQuery,
  body: NoBody,
  output: z.object({ items: z.array(Persona) }),
})

export const createPersona = route({
  ...at,
  name: 'createPersona',
  method: 'POST',
  path: '/v1/personas',
  status: 201,
  summary: 'Make a persona.',
  idempotent: true,
  params: NoParams,
  query: NoQuery,
  body: PersonaDraft,
  output: Persona,
})

export const getPersona = route({
  ...at,
  name: 'getPersona',
  method: 'GET',
  path: '/v1/personas/:id',
  status: 200,
  summary: 'One persona.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Persona,
})

export const updatePersona = route({
  ...at,
  name: 'updatePersona',
  method: 'PATCH',
  path: '/v1/personas/:id',
  status: 200,
  summary: 'Change a persona of one’s own: makes a new version; calls keep the version they ran.',
  params: byId,
  query: NoQuery,
  body: PersonaChange,
  output: Persona,
})

export const removePersona = route({
  ...at,
  name: 'removePersona',
  method: 'DELETE',
  path: '/v1/personas/:id',
  status: 204,
  summary: 'Remove a persona of one’s own. Its schedules end; past calls stay readable.',
  params: byId,
  query: NoQuery,
  body: NoBody,
  output: Nothing,
})

export const listFacts = route({
  ...at,
  name: 'listFacts',
  method: 'GET',
  path: '/v1/personas/:id/facts',
  status: 200,
  summary: 'What this persona remembers about the signed-in person.',
  params: byId,
  query: PageQuery,
  body: NoBody,
  output: page(Fact),
})

export const updateFact = route({
  ...at,
  name: 'updateFact',
  method: 'PATCH',
  path: '/v1/facts/:id',
  status: 200,
  summary: 'Correct a fact.',
  params: factById,
  query: NoQuery,
  body: z.strictObject({ text: line(300) }),
  output: Fact,
})

export const removeFact = route({
  ...at,
  name: 'removeFact',
  method: 'DELETE',
  path: '/v1/facts/:id',
  status: 204,
  summary: 'Forget a fact, and every text derived from it.',
  params: factById,
  query: NoQuery,
  body: NoBody,
  output: Nothing,
})
