// What the form starts from: an empty draft, or the persona that is edited.
import type { z } from 'zod'
import { VoiceId as VoiceIdSchema, VOICES, type Persona, type Tier } from '@callback/contracts/personas'

type VoiceId = z.infer<typeof VoiceIdSchema>

export type PersonaFields = {
  name: string
  tagline: string
  instructions: string
  voiceId: VoiceId
  tier: Tier
  hue: number
  secondsMax: number
}

export const TIERS: readonly { tier: Tier; label: string }[] = [
  { tier: 'fast', label: 'Fast: answers at once' },
  { tier: 'deep', label: 'Deep: thinks harder' },
]

export const LENGTHS: readonly number[] = [300, 600, 900, 1800, 3600]

export function draftOf(persona: Persona | null): PersonaFields {
  if (persona === null)
    return { name: '', tagline: '', instructions: '', voiceId: VOICES[0].id, tier: 'fast', hue: 285, secondsMax: 900 }
  const { name, tagline, instructions, tier, hue, secondsMax } = persona
  // A voice that is no longer offered gives way to the first.
  const voiceId = VoiceIdSchema.safeParse(persona.voiceId).data ?? VOICES[0].id
  return { name, tagline, instructions, voiceId, tier, hue, secondsMax }
}
