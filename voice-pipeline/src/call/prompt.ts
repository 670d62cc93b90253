// The Brief as a system prompt.
import type { Brief } from '@callback/contracts/node'
import { composePrompt } from '@callback/domain/prompt'

export function promptOf(brief: Brief, now: Date): string {
  return composePrompt({
    persona: brief.persona,
    caller: brief.caller,
    context: brief.context,
    facts: brief.facts,
    direction: brief.direction,
    trust: brief.trust,
    now: localTime(now, brief.caller.zone),
    heldSeconds: brief.heldSeconds,
  })
}

/** "Saturday, 21 November 2026 at 07:30", where the caller is. */
function localTime(now: Date, zone: string | null): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: zone ?? 'UTC' }).format(
    now,
  )
}
