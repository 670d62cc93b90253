// The one settlement of a call, whoever brings its end first: charge what was connected, release the rest, close the
// attempt, ask for the memory of it. Callers hold the call's lock; a settled call is left as it is.
import { climb, isTerminal } from '@callback/domain/call-status'
import type { CallStatus, EndReason } from '@callback/domain/call-status'
import { chargeFor } from '@callback/domain/money'
import type { TenantWork } from '../work.ts'
import type { CallRow } from './call-rows.ts'
import { book } from './ledger.ts'
import { expectMemory } from './memory-jobs.ts'

export type Ending = {
  status: CallStatus
  endReason: EndReason
  endedAt: Date
  /** Answered, but never connected to a persona: costs nothing. */
  free?: boolean
}

export async function settle(work: TenantWork, call: CallRow, ending: Ending): Promise<CallRow> {
  if (call.settledAt !== null) return call
  if (!isTerminal(ending.status)) throw new Error('a call is settled by its end')
  const { sql } = work
  const connectedSeconds = secondsBetween(call.answeredAt, ending.endedAt)
  const billed = ending.free === true ? 0 : Math.min(connectedSeconds, call.heldSeconds)
  const charged = chargeFor(call.rateMillicreditsPerMinute, billed)
  await moveHeld(work, call, charged)

  const status = climb(call.status, ending.status)
  const endReason = call.hangUpAskedAt === null ? ending.endReason : 'ended_on_site'
  await sql`
    update calls set status = ${status}, end_reason = ${endReason}, ended_at = ${ending.endedAt}, settled_at = now(),
      connected_seconds = ${connectedSeconds}, charged_millicredits = ${charged}
    where id = ${call.id} and settled_at is null`
  await sql`
    update attempts set state = 'ended', fence = fence + 1, ended_at = now()
    where call_id = ${call.id} and state in ('placed', 'ringing', 'bridged')`
  if (connectedSeconds > 0) {
    await sql`
      insert into usage_lines (call_id, account_id, service, provider, model, unit, quantity)
      values (${call.id}, ${call.accountId}, 'telephony', 'twilio', ${call.direction}, 'seconds', ${connectedSeconds})
      on conflict do nothing`
  }
  const settled = { ...call, status, endReason, endedAt: ending.endedAt, settledAt: work.now, connectedSeconds, chargedMillicredits: charged } // prettier-ignore
  if (connectedSeconds > 0 && ending.free !== true) await expectMemory(work, settled)
  return settled
}

/** By the second begun, from the answer. */
export function secondsBetween(answeredAt: Date | null, endedAt: Date): number {
  return answeredAt === null ? 0 : Math.max(0, Math.ceil((endedAt.getTime() - answeredAt.getTime()) / 1000))
}

async function moveHeld({ sql, account }: TenantWork, call: CallRow, charged: number): Promise<void> {
  const common = { account, callId: call.id, from: 'held' as const }
  if (charged > 0) {
    const note = `Call with ${call.personaName}`
    await book(sql, { ...common, id: `charge:${call.id}`, kind: 'charge', note, to: 'revenue', millicredits: charged })
  }
  const rest = call.heldMillicredits - charged
  if (rest > 0) {
    const note = `Not used for the call with ${call.personaName}`
    await book(sql, { ...common, id: `release:${call.id}`, kind: 'release', note, to: 'available', millicredits: rest })
  }
}
