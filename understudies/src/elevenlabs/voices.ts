// The voices on offer: the vendor's ids and names, and how espeak is to sound for each.

export interface Profile {
  /** An espeak voice with its variant. */
  voice: string
  pitch: number
  range: number
  wordsPerMinute: number
  /** Brings every voice to the same loudness. */
  gain: number
}

export interface Voice {
  id: string
  name: string
  gender: 'male' | 'female' | 'neutral'
  description: string
  profile: Profile
}

const male = (pitch: number, wordsPerMinute: number): Profile => ({
  voice: 'en-us+m3',
  pitch,
  range: 45,
  wordsPerMinute,
  gain: 1.15,
})
const female = (pitch: number, wordsPerMinute: number): Profile => ({
  voice: 'en-us+f3',
  pitch,
  range: 55,
  wordsPerMinute,
  gain: 1.05,
})

export const VOICES: readonly Voice[] = [
  { id: 'nPczCjzI2devNBz1zQrb', name: 'Brian', gender: 'male', description: 'deep and warm', profile: male(22, 172) },
  {
    id: 'EXAVITQu4vr4xnSDxMaL',
    name: 'Sarah',
    gender: 'female',
    description: 'soft and bright',
    profile: female(58, 170),
  },
  {
    id: 'SAz9YHcvj6GT2YYXdXww',
    name: 'River',
    gender: 'neutral',
    description: 'calm and neutral',
    profile: { voice: 'en-us+f1', pitch: 40, range: 75, wordsPerMinute: 188, gain: 1.1 },
  },
  {
    id: 'JBFqnCBsd6RMkjVDRZzb',
    name: 'George',
    gender: 'male',
    description: 'warm and resonant',
    profile: male(35, 165),
  },
  { id: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel', gender: 'female', description: 'calm', profile: female(50, 165) },
  {
    id: 'pNInz6obpgDQGcFmaJgB',
    name: 'Adam',
    gender: 'male',
    description: 'dominant and firm',
    profile: male(30, 180),
  },
]

/** As `GET /v1/voices` and `/v2/voices` show one. */
export function listed({ id, name, gender, description }: Voice): object {
  return {
    voice_id: id,
    name,
    category: 'premade',
    description,
    labels: { gender, accent: 'american', use_case: 'conversational' },
    preview_url: null,
    settings: null,
    samples: null,
    available_for_tiers: [],
    high_quality_base_model_ids: ['eleven_flash_v2_5', 'eleven_turbo_v2_5', 'eleven_multilingual_v2'],
  }
}
