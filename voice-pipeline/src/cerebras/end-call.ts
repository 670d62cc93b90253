// The one tool of this engine: the persona ends the call. Its argument carries the goodbye, since models often call a tool wordlessly.
import { z } from 'zod'

export const EndCall = z.object({ goodbye: z.string().max(500).default('') })

export const END_CALL_TOOL = {
  type: 'function',
  function: {
    name: 'end_call',
    description: 'End the phone call. Use it when the caller says goodbye or wants to stop.',
    parameters: {
      type: 'object',
      properties: {
        goodbye: { type: 'string', description: 'One short sentence of goodbye, if you have not said it yet.' },
      },
      required: ['goodbye'],
      additionalProperties: false,
    },
    strict: true,
  },
} as const

/** Arguments as a model wrote them. Broken JSON still ends the call, without words. */
export function goodbyeFrom(json: string): string {
  try {
    const parsed = EndCall.safeParse(JSON.parse(json === '' ? '{}' : json))
    return parsed.success ? parsed.data.goodbye : ''
  } catch {
    return ''
  }
}
