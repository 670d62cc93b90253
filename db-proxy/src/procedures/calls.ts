// Calls of the signed-in person: rung now, read, hung up.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/calls'
import type { Turn } from '@callback/contracts/calls'
import { AppError } from '@callback/contracts/errors'
import type { ErrorCode } from '@callback/contracts/errors'
import { isTerminal } from '@callback/domain/call-status'
import { forPerson, found } from '../work.ts'
import { findCall, lockCall, selectCalls, toCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { beginDial } from './dialling.ts'
import type { Refusal } from './dialling.ts'
import { iso } from './instants.ts'
import { pageOf, rowsFor } from './paging.ts'
import { settle } from './settlement.ts'

const REFUSALS: Record<Refusal, { code: ErrorCode; message: string }> = {
  phone_unverified: { code: 'phone_unverified', message: 'Verify your phone number first.' },
  country: { code: 'refused', message: 'Numbers of this country or kind cannot be called.' },
  opted_out: { code: 'refused', message: 'This number opted out of calls. Text START to allow them again.' },
  no_persona: { code: 'not_found', message: 'There is no such persona.' },
  too_little_credit: { code: 'too_little_credit', message: 'There is not enough credit for a minute of talk.' },
  line_busy: { code: 'line_busy', message: 'A call to your number is already under way.' },
}

export const placeCall = forPerson(contract.placeCall, async (work, { personaId, context, tokenHash }) => {
  const none = { scheduleId: null, occurrenceId: null }
  const begun = await beginDial(work, { user: work.user, personaId, context, tokenHash, ...none })
  if (begun.kind === 'refused') {
    const { code, message } = REFUSALS[begun.why]
    throw new AppError(code, message)
  }
  return { call: toCall(found(await findCall(work, begun.dial.callId), 'call')), dial: begun.dial }
})

export const getCall = forPerson(contract.getCall, async (work, { id }) =>
  toCall(found(await findCall(work, id), 'call')),
)

export const listCalls = forPerson(contract.listCalls, async (work, page) => {
  const { sql } = work
  const after = page.before === undefined ? sql`` : sql`
    where (c.created_at, c.id) < (select b.created_at, b.id from calls b where b.id = ${page.before})` // prettier-ignore
  const rows = await sql<CallRow[]>`
    ${selectCalls(work)} ${after} order by c.created_at desc, c.id desc limit ${rowsFor(page)}`
  return pageOf(rows, page, toCall, (row) => row.id)
})

type TurnRow = Omit<z.input<typeof Turn>, 'startedAt'> & { startedAt: Date }

export const listTurns = forPerson(contract.listTurns, async (work, { callId }) => {
  found(await findCall(work, callId), 'call')
  const rows = await work.sql<TurnRow[]>`
    select seq, speaker, text, heard, cut_short, started_at, timings from turns where call_id = ${callId} order by seq`
  return { items: rows.map((row) => ({ ...row, startedAt: iso(row.startedAt) })) }
})

/**
 * A call that Twilio has is marked, and ended by whoever is told to. One that Twilio may not have yet is over at once: its
 * dialler sees that and cancels, and an answer in between hears a hang-up. Its attempt keeps the line until that is known.
 */
export const hangUpCall = forPerson(contract.hangUpCall, async (work, { id }) => {
  const call = await lockCall(work, id)
  if (isTerminal(call.status)) return { call: toCall(call), callSid: null, nodeId: null }
  await work.sql`update calls set hang_up_asked_at = coalesce(hang_up_asked_at, now()) where id = ${id}`
  const asked = { ...call, hangUpAskedAt: call.hangUpAskedAt ?? work.now }
  if (call.callSid !== null) return { call: toCall(asked), callSid: call.callSid, nodeId: call.nodeId }
  const over = await settle(work, asked, { status: 'canceled', endReason: 'ended_on_site', endedAt: work.now })
  return { call: toCall(over), callSid: null, nodeId: null }
})
