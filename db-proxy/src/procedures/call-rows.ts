// A call's row, as procedures work with it and as the contract shows it.
import type { z } from 'zod'
import type { Call } from '@callback/contracts/calls'
import type { CallStatus, EndReason } from '@callback/domain/call-status'
import { found } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { iso, isoOrNull } from './instants.ts'

export type CallRow = {
  id: string
  accountId: string
  userId: string | null
  personaId: string
  personaName: string
  personaVersion: number
  direction: 'outbound' | 'inbound'
  trust: 'known' | 'trial'
  status: CallStatus
  context: string | null
  scheduleId: string | null
  occurrenceId: string | null
  toNumber: string
  fromNumber: string
  callSid: string | null
  answeredSid: string | null
  epoch: number
  ticketExpiresAt: Date | null
  redeemedEpoch: number
  nodeId: string | null
  rateMillicreditsPerMinute: number
  heldSeconds: number
  heldMillicredits: number
  chargedMillicredits: number
  connectedSeconds: number
  createdAt: Date
  hangUpAskedAt: Date | null
  answeredAt: Date | null
  endedAt: Date | null
  endReason: EndReason | null
  settledAt: Date | null
  finishedAt: Date | null
}

export const selectCalls = ({ sql }: TenantWork) => sql`
  select c.id, c.account_id, c.user_id, c.persona_id, v.name as persona_name, c.persona_version, c.direction, c.trust,
    c.status, c.context, c.schedule_id, c.occurrence_id, c.to_number, c.from_number, c.call_sid, c.answered_sid, c.epoch,
    c.ticket_expires_at, c.redeemed_epoch, c.node_id, c.rate_millicredits_per_minute, c.held_seconds,
    c.held_millicredits, c.charged_millicredits, c.connected_seconds, c.created_at, c.hang_up_asked_at, c.answered_at,
    c.ended_at, c.end_reason, c.settled_at, c.finished_at
  from calls c join persona_versions v on v.persona_id = c.persona_id and v.version = c.persona_version`

export async function findCall(work: TenantWork, id: string): Promise<CallRow | undefined> {
  const [row] = await work.sql<CallRow[]>`${selectCalls(work)} where c.id = ${id}`
  return row
}

/** Whoever changes a call comes one after the other, and sees what the one before did. */
export async function lockCall(work: TenantWork, id: string): Promise<CallRow> {
  const [row] = await work.sql<CallRow[]>`${selectCalls(work)} where c.id = ${id} for update of c`
  return found(row, 'call')
}

export function toCall(row: CallRow): z.input<typeof Call> {
  return {
    id: row.id,
    personaId: row.personaId,
    personaName: row.personaName,
    personaVersion: row.personaVersion,
    direction: row.direction,
    trust: row.trust,
    status: row.status,
    context: row.context,
    scheduleId: row.scheduleId,
    createdAt: iso(row.createdAt),
    answeredAt: isoOrNull(row.answeredAt),
    endedAt: isoOrNull(row.endedAt),
    endReason: row.endReason,
    connectedSeconds: row.connectedSeconds,
    heldSeconds: row.heldSeconds,
    rateMillicreditsPerMinute: row.rateMillicreditsPerMinute,
    chargedMillicredits: row.chargedMillicredits,
  }
}
