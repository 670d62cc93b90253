// What one call used of each service, in the units its provider bills.
import type { Brief, UsageLine } from '@callback/contracts/node'

export interface Usage {
  thought(tokensIn: number, tokensOut: number): void
  connectedSeconds(endedAt: Date): number
  lines(at: { earMs: number; characters: number; endedAt: Date }): UsageLine[]
}

export function usage(brief: Brief): Usage {
  const { mind, earModel, mouthModel } = brief.persona
  let tokensIn = 0
  let tokensOut = 0

  const connectedSeconds = (endedAt: Date) =>
    Math.min(brief.heldSeconds, Math.max(0, Math.ceil((endedAt.getTime() - Date.parse(brief.answeredAt)) / 1000)))

  return {
    thought(moreIn, moreOut) {
      tokensIn += moreIn
      tokensOut += moreOut
    },
    connectedSeconds,
    lines: ({ earMs, characters, endedAt }) => [
      {
        service: 'telephony',
        provider: 'twilio',
        model: brief.direction,
        unit: 'seconds',
        quantity: connectedSeconds(endedAt),
      },
      { service: 'ear', provider: 'deepgram', model: earModel, unit: 'seconds', quantity: Math.ceil(earMs / 1000) },
      { service: 'mind', provider: mind.provider, model: mind.model, unit: 'input_tokens', quantity: tokensIn },
      { service: 'mind', provider: mind.provider, model: mind.model, unit: 'output_tokens', quantity: tokensOut },
      { service: 'mouth', provider: 'elevenlabs', model: mouthModel, unit: 'characters', quantity: characters },
    ],
  }
}
