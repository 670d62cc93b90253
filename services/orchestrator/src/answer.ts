// Twilio asks what to do with an answered or incoming call. The same CallSid gets the same bytes, however often it asks.
import type { z } from 'zod'
import { sha256Hex } from '@callback/contracts/bytes'
import * as db from '@callback/contracts/db/calls'
import type { AnswerOutcome } from '@callback/contracts/db/calls'
import { issueTicket, type answerCall } from '@callback/contracts/internal'
import { log } from '@callback/edge/log'
import { ask } from '@callback/edge/neighbour'
import type { Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { limitCall } from './twilio.ts'

type Asked = z.output<typeof answerCall.input>

const say = (words: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${words}</Say><Hangup/></Response>`
const HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'

/** What a caller hears when the call cannot go on. Words without markup. */
const SPOKEN: Record<Extract<AnswerOutcome, { kind: 'hang_up' }>['reason'], string> = {
  unknown_token: HANG_UP,
  already_answered: HANG_UP,
  over: HANG_UP,
  no_persona: say('Sorry, nobody lives at this number yet. Goodbye.'),
  too_little_credit: say('Sorry, there is not enough credit left for a call. You can top up on the site. Goodbye.'),
  trial_used_up: say('Thank you for trying. To keep talking, please make an account on the site. Goodbye.'),
}
const NO_NODE = say(
  'Sorry, we cannot take this call right now. You have not been charged. Please try again in a few minutes. Goodbye.',
)

export async function answer(asked: Asked, scope: Scope<Env>): Promise<{ twiml: string }> {
  const outcome = await resolve(asked, scope)
  if (outcome.kind === 'hang_up') return { twiml: SPOKEN[outcome.reason] }
  const { callId, epoch, ticketExpiresAtMs } = outcome
  const ticket = await ask(
    scope.env.VOICE,
    issueTicket,
    { callId, epoch, ticketExpiresAtMs },
    { requestId: scope.requestId },
  )
  if (ticket.kind === 'no_node') {
    log.error('no voice node for an answered call', { requestId: scope.requestId, callId })
    await scope.db.run(db.callUnconnected, { callId, reason: 'no_node' }, { capability: outcome.capability })
    return { twiml: NO_NODE }
  }
  // Only an outbound call was given its TimeLimit when it was made.
  if (outcome.direction === 'inbound')
    scope.c.executionCtx.waitUntil(limit(scope, asked.callSid, outcome.timeLimitSeconds))
  return { twiml: ticket.twiml }
}

async function resolve(asked: Asked, scope: Scope<Env>): Promise<AnswerOutcome> {
  const nobody = { nobody: true } as const
  if (asked.token !== null) {
    const tokenHash = await sha256Hex(asked.token)
    return (await scope.db.run(db.answerOutbound, { tokenHash, callSid: asked.callSid }, nobody)).output
  }
  const { callSid, from, to, attested } = asked
  return (await scope.db.run(db.answerInbound, { callSid, from, to, attested }, nobody)).output
}

async function limit(scope: Scope<Env>, callSid: string, seconds: number): Promise<void> {
  try {
    const limited = await limitCall(scope.env, callSid, seconds)
    if (!limited) log.warn('time limit not taken', { requestId: scope.requestId })
  } catch (failure) {
    // The node's own cap still holds; this limit is the second fence.
    log.warn('time limit not set', {
      requestId: scope.requestId,
      why: failure instanceof Error ? failure.name : 'unknown',
    })
  }
}
