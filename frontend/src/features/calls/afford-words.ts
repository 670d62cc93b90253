// How long the credits would last with a persona, before the call.
import type { Persona } from '@callback/contracts/personas'
import { ALLOWANCE_SECONDS_MIN } from '@callback/domain/allowance'
import { secondsWithin } from '@callback/domain/money'
import { credits, perMinute } from '../../words/money.ts'

export type Afford = { enough: boolean; words: string }

export function afford(
  persona: Pick<Persona, 'rateMillicreditsPerMinute' | 'secondsMax'>,
  availableMillicredits: number | null,
): Afford {
  const rate = perMinute(persona.rateMillicreditsPerMinute)
  const bySecond = { enough: true, words: `${rate}, by the second.` }
  if (availableMillicredits === null) return bySecond
  const seconds = secondsWithin(persona.rateMillicreditsPerMinute, availableMillicredits)
  if (seconds < ALLOWANCE_SECONDS_MIN)
    return { enough: false, words: `${rate}. You have ${credits(availableMillicredits)}: not enough for a minute.` }
  if (seconds < persona.secondsMax)
    return { enough: true, words: `${rate}; your credits last for ${Math.floor(seconds / 60)} min.` }
  return bySecond
}
