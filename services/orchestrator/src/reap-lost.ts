// Looks up what nobody reported: attempts whose outcome is unknown, and calls past what is held. Never dials.
import type { z } from 'zod'
import * as db from '@callback/contracts/db/calls'
import type { reap } from '@callback/contracts/internal'
import { fromTwilioStatus, isTerminal } from '@callback/domain/call-status'
import type { EndReason } from '@callback/domain/call-status'
import { describeFailure, log } from '@callback/edge/log'
import type { Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { endCall, fetchCall, findCall } from './twilio.ts'

export async function reapLost({ limit }: z.output<typeof reap.input>, scope: Scope<Env>) {
  const nobody = { nobody: true } as const
  const stuck = (await scope.db.run(db.stuckAttempts, { limit }, nobody)).output.items
  const overdue = (await scope.db.run(db.overdueCalls, { limit }, nobody)).output.items
  const attemptsResolved = await countDone(stuck, (one) => resolveAttempt(one, scope), scope)
  const callsSettled = await countDone(overdue, (one) => settle(one, scope), scope)
  return { attemptsResolved, callsSettled }
}

/** One that cannot be looked up now does not keep the others waiting. */
async function countDone<T>(items: T[], one: (item: T) => Promise<boolean>, scope: Scope<Env>): Promise<number> {
  let done = 0
  for (const item of items) {
    try {
      if (await one(item)) done += 1
    } catch (failure) {
      log.warn('could not look up', { requestId: scope.requestId, why: describeFailure(failure) })
    }
  }
  return done
}

type Stuck = z.output<typeof db.stuckAttempts.output>['items'][number]

async function resolveAttempt({ dial, since, lookUntil }: Stuck, scope: Scope<Env>): Promise<boolean> {
  const as = { capability: dial.capability }
  const attempt = { callId: dial.callId, attemptId: dial.attemptId, fence: dial.fence }
  const found = await findCall(scope.env, dial, Date.parse(since))
  if (found !== null)
    return (await scope.db.run(db.attemptPlaced, { ...attempt, callSid: found.sid }, as)).output.applied
  if (Date.now() < Date.parse(lookUntil)) return false
  return (await scope.db.run(db.attemptFailed, { ...attempt, reason: 'never_reached_the_network' }, as)).output.applied
}

type Overdue = z.output<typeof db.overdueCalls.output>['items'][number]

async function settle({ callId, callSid, capability }: Overdue, scope: Scope<Env>): Promise<boolean> {
  const call = callSid === null ? null : await fetchCall(scope.env, callSid)
  const status = call === null ? null : fromTwilioStatus(call.status)
  if (callSid !== null && status !== null && !isTerminal(status)) await endCall(scope.env, callSid)
  await scope.db.run(db.settleCall, { callId, endReason: reasonOf(status) }, { capability })
  return true
}

function reasonOf(status: ReturnType<typeof fromTwilioStatus>): EndReason {
  switch (status) {
    case 'busy':
      return 'busy'
    case 'no-answer':
      return 'no_answer'
    case 'canceled':
      return 'canceled'
    case 'failed':
      return 'failed'
    default:
      return 'node_lost'
  }
}
