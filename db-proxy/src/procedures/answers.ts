// An answered call → how to connect it. The same CallSid always gets the same answer: everything in it was fixed, and
// written down, when it was answered first.
import type { z } from 'zod'
import type { AnswerOutcome } from '@callback/contracts/db/calls'
import { TICKET_LIFE_MS } from '@callback/contracts/node'
import { TIME_LIMIT_SLACK_SECONDS } from '@callback/domain/allowance'
import { climb, isTerminal } from '@callback/domain/call-status'
import type { TenantWork } from '../work.ts'
import { lockCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { msAfter } from './instants.ts'

export type Answer = z.input<typeof AnswerOutcome>

/** Longer than Twilio asks again for one answer. */
const CONNECT_RIGHT_MS = 10 * 60_000

export const hangUp = (reason: Extract<Answer, { kind: 'hang_up' }>['reason']): Answer => ({ kind: 'hang_up', reason })

/** Compare-and-set: the first leg to be answered wins the call. */
export async function answerOnce(work: TenantWork, callId: string, callSid: string): Promise<Answer> {
  const call = await lockCall(work, callId)
  if (call.answeredSid !== null && call.answeredSid !== callSid) return hangUp('already_answered')
  if (isTerminal(call.status) || call.hangUpAskedAt !== null) return hangUp('over')
  const [won] = await work.sql`
    update calls set answered_sid = ${callSid}, call_sid = ${callSid}, answered_at = now(),
      status = ${climb(call.status, 'in-progress')}, ticket_expires_at = ${msAfter(work.now, TICKET_LIFE_MS)}
    where id = ${callId} and answered_sid is null returning 1`
  await work.sql`
    update attempts set state = 'bridged', fence = fence + 1, call_sid = ${callSid}
    where call_id = ${callId} and state in ('dialing', 'ambiguous', 'placed', 'ringing')`
  return connect(work, won === undefined ? call : await lockCall(work, callId))
}

async function connect(work: TenantWork, call: CallRow): Promise<Answer> {
  const { answeredAt, ticketExpiresAt } = call
  if (answeredAt === null || ticketExpiresAt === null) throw new Error('an answered call without its moment')
  const capability = await work.tools.mintCapability({
    account: call.accountId,
    user: call.userId,
    object: call.id,
    procedures: ['calls.unconnected'],
    exp: msAfter(answeredAt, CONNECT_RIGHT_MS).getTime(),
  })
  return {
    kind: 'connect',
    callId: call.id,
    epoch: call.epoch,
    ticketExpiresAtMs: ticketExpiresAt.getTime(),
    timeLimitSeconds: call.heldSeconds + TIME_LIMIT_SLACK_SECONDS,
    direction: call.direction,
    capability,
  }
}
