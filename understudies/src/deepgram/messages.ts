// What travels on /v2/listen, both ways.
import { z } from 'zod'
import { EagerEotThreshold, EotThreshold, EotTimeoutMs, Keyterms, LanguageHints } from './listen-query.ts'

export interface Word {
  word: string
  confidence: number
  start: number
  end: number
}

export type TurnEvent = 'StartOfTurn' | 'Update' | 'EagerEndOfTurn' | 'TurnResumed' | 'EndOfTurn'
export type Trigger = 'model' | 'timeout' | 'manual'

export interface TurnInfo {
  type: 'TurnInfo'
  event: TurnEvent
  turn_index: number
  audio_window_start: number
  audio_window_end: number
  transcript: string
  words: Word[]
  end_of_turn_confidence: number
  trigger?: Trigger
}

const Configure = z.object({
  type: z.literal('Configure'),
  thresholds: z
    .strictObject({
      eot_threshold: EotThreshold.optional(),
      eager_eot_threshold: EagerEotThreshold.optional(),
      eot_timeout_ms: EotTimeoutMs.optional(),
    })
    .optional(),
  keyterms: Keyterms.optional(),
  language_hints: LanguageHints.optional(),
  numerals: z.boolean().optional(),
})

export type Configure = z.infer<typeof Configure>

export type ClientMessage =
  | Configure
  | { type: 'ForceEndTurn' }
  | { type: 'CloseStream' }
  /** A Configure that asks for what cannot be: answered, not fatal. */
  | { type: 'BadConfigure' }
  | { type: 'Unparsable' }

export function parseClientMessage(text: string): ClientMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { type: 'Unparsable' }
    throw error
  }
  const plain = z.object({ type: z.enum(['ForceEndTurn', 'CloseStream', 'Configure']) }).safeParse(value)
  if (!plain.success) return { type: 'Unparsable' }
  if (plain.data.type !== 'Configure') return { type: plain.data.type }
  const configure = Configure.safeParse(value)
  return configure.success ? configure.data : { type: 'BadConfigure' }
}
