// One attempt, after hold and attempt are committed: take a slot, ask Twilio once, write down what came of it.
import * as db from '@callback/contracts/db/calls'
import type { Dial } from '@callback/contracts/db/calls'
import type { Call } from '@callback/contracts/calls'
import { isTerminal } from '@callback/domain/call-status'
import type { Database } from '@callback/edge/database'
import { log } from '@callback/edge/log'
import type { Env } from './env.ts'
import { pause } from './pause.ts'
import { createCall, createCallForm, endCall } from './twilio.ts'
import type { Placed } from './twilio.ts'

/** Longest a call waits for its slot; behind that line a person has stopped expecting the phone to ring. */
const SLOT_MS_MAX = 20_000
/** Create-calls sent for one attempt: only a 429, which Twilio never processed, is sent again. */
const CREATES_MAX = 3

export type DialScope = { env: Env; db: Database; requestId: string }

export async function dialOut(scope: DialScope, dial: Dial, token: string): Promise<Call> {
  const placed = await place(scope, dial, token)
  const as = { capability: dial.capability }
  const attempt = { callId: dial.callId, attemptId: dial.attemptId, fence: dial.fence }
  switch (placed.kind) {
    case 'placed': {
      const { output } = await scope.db.run(db.attemptPlaced, { ...attempt, callSid: placed.callSid }, as)
      // Hung up on the site while Twilio was being asked: the ring must not outlive the wish.
      if (isTerminal(output.call.status)) await endCall(scope.env, placed.callSid)
      return output.call
    }
    case 'refused':
    case 'busy':
      log.warn('dial refused', { requestId: scope.requestId, callId: dial.callId, reason: placed.reason })
      return (await scope.db.run(db.attemptFailed, { ...attempt, reason: placed.reason }, as)).output.call
    case 'unknown':
      log.warn('dial outcome unknown', { requestId: scope.requestId, callId: dial.callId, reason: placed.reason })
      return (await scope.db.run(db.attemptAmbiguous, { ...attempt, reason: placed.reason }, as)).output.call
  }
}

async function place(scope: DialScope, dial: Dial, token: string): Promise<Placed> {
  const form = createCallForm(dial, token, scope.env.PUBLIC_WEBHOOK_URL)
  for (let tries = 1; ; tries += 1) {
    const pacer = scope.env.DIAL_PACER.get(scope.env.DIAL_PACER.idFromName(scope.env.TWILIO_ACCOUNT_SID))
    const slot = await pacer.take(scope.env.DIALS_PER_SECOND, SLOT_MS_MAX)
    if (slot.kind === 'full') return { kind: 'refused', reason: 'line_of_calls_full' }
    if (slot.waitMs > 0) await pause(slot.waitMs)
    const placed = await createCall(scope.env, form)
    if (placed.kind !== 'busy' || tries === CREATES_MAX) return placed
  }
}
