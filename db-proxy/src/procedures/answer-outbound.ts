// The phone we rang was picked up: the token names the attempt, and the first leg to bring it wins.
import * as contract from '@callback/contracts/db/calls'
import { actFor, forResolver } from '../work.ts'
import { answerOnce, hangUp } from './answers.ts'

export const answerOutbound = forResolver(contract.answerOutbound, async (work, { tokenHash, callSid }) => {
  const [attempt] = await work.sql<{ accountId: string; callId: string }[]>`
    select account_id, call_id from attempts where token_hash = ${tokenHash}`
  if (attempt === undefined) return hangUp('unknown_token')
  return answerOnce(await actFor(work, attempt.accountId), attempt.callId, callSid)
})
