// Ends a call from the site: the node says so politely if it holds the call, else Twilio ends the leg.
import type { hangUpCall } from '@callback/contracts/calls'
import * as db from '@callback/contracts/db/calls'
import { hangUpOnNode } from '@callback/contracts/internal'
import { ask } from '@callback/edge/neighbour'
import type { Handler } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { endCall } from './twilio.ts'

export const hangUp: Handler<typeof hangUpCall, Env> = async ({ params }, scope) => {
  const { output } = await scope.db.run(db.hangUpCall, { id: params.id }, scope.asPerson())
  const told =
    output.nodeId !== null &&
    (
      await ask(
        scope.env.VOICE,
        hangUpOnNode,
        { callId: params.id, nodeId: output.nodeId, reason: 'ended_on_site' },
        { requestId: scope.requestId },
      )
    ).told
  if (!told && output.callSid !== null) await endCall(scope.env, output.callSid)
  return output.call
}
