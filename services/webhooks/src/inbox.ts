// Into the inbox, then applied after the reply. What is not applied now is applied by the sweep.
import { applyNotice, receiveNotice } from '@callback/contracts/db/inbox'
import type { ProcedureInput } from '@callback/contracts/db/procedure'
import { database } from '@callback/edge/database'
import { describeFailure, log } from '@callback/edge/log'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'

export type Notice = ProcedureInput<typeof receiveNotice>

export async function storeNotice(c: EdgeContext<Env>, notice: Notice): Promise<void> {
  const env = c.get('env')
  const db = database(env.DATABASE, c.get('requestId'))
  const { output } = await db.run(receiveNotice, notice, { nobody: true })
  if (output.duplicate) return
  c.executionCtx.waitUntil(applyNow())

  async function applyNow(): Promise<void> {
    try {
      const applied = await db.run(applyNotice, { id: output.id }, { nobody: true })
      const callId = applied.output.endedCallId
      if (callId !== null) await env.AFTER_CALL.send({ callId })
    } catch (failure) {
      log.warn('notice kept, not applied yet', { requestId: c.get('requestId'), why: describeFailure(failure) })
    }
  }
}
