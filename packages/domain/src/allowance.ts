// How long one call may last, decided before it is dialled, from money and rules alone.
import { chargeFor, secondsWithin } from './money.ts'

/** A call that could not last this long is refused: a minute is the least that is worth ringing for. */
export const ALLOWANCE_SECONDS_MIN = 60

/** Longest call on the platform; the node's drain and PM2's kill timeout are set above it. */
export const CALL_SECONDS_MAX = 3600

/** Twilio's TimeLimit stands this much above the held time, so that the node's own goodbye comes first. */
export const TIME_LIMIT_SLACK_SECONDS = 5

/** Time the trial persona gives an unknown caller. */
export const TRIAL_SECONDS = 180

export type Allowance =
  { kind: 'allowed'; seconds: number; holdMillicredits: number } | { kind: 'refused'; reason: 'too_little_credit' }

export function allowance(input: {
  rateMillicreditsPerMinute: number
  availableMillicredits: number
  personaSecondsMax: number
}): Allowance {
  const affordable = secondsWithin(input.rateMillicreditsPerMinute, input.availableMillicredits)
  const seconds = Math.min(affordable, input.personaSecondsMax, CALL_SECONDS_MAX)
  if (seconds < ALLOWANCE_SECONDS_MIN) return { kind: 'refused', reason: 'too_little_credit' }
  return { kind: 'allowed', seconds, holdMillicredits: chargeFor(input.rateMillicreditsPerMinute, seconds) }
}
