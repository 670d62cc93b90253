// How long the credits would last with a persona, before the call.
import type { Persona } from '@callback/contracts/personas'
import { ALLOWANCE_SECONDS_MIN } from '@callback/domain/allowance'
import { secondsWithin } from '@callback/domain/money'
import { credits, perMinute } from '../../words/money.ts'

export function affordWords(
  persona: Pick<Persona, 'rateMillicreditsPerMinute' | 'secondsMax'>,
  availableMillicredits: number | null,
): string {
  const rate = perMinute(persona.rateMillicreditsPerMinute)
  if (availableMillicredits === null) return `${sentence(rate)}, by the second.`
  const seconds = secondsWithin(persona.rateMillicreditsPerMinute, availableMillicredits)
  if (seconds < ALLOWANCE_SECONDS_MIN)
    return `${sentence(rate)}; your ${credits(availableMillicredits)} do not last for one.`
  if (seconds < persona.secondsMax) return `${sentence(rate)}; your credits last for ${Math.floor(seconds / 60)} min.`
  return `${sentence(rate)}, by the second.`
}

const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)
