// Whether a person may be rung now, and if so call, hold and attempt, all in the transaction of whoever asks.
// The attempt is entered first, since it is what finds the line busy; a refusal leaves nothing written.
import type { z } from 'zod'
import { newId } from '@callback/contracts/ids'
import type { Dial } from '@callback/contracts/db/calls'
import { RING_SECONDS } from '@callback/contracts/db/calls'
import { allowance, TIME_LIMIT_SLACK_SECONDS } from '@callback/domain/allowance'
import { mayDial } from '@callback/domain/phone'
import type { TenantWork } from '../work.ts'
import { msAfter } from './instants.ts'
import { book, lockAvailable } from './ledger.ts'
import { findPersona } from './personas.ts'

export type Refusal = 'phone_unverified' | 'country' | 'opted_out' | 'no_persona' | 'too_little_credit' | 'line_busy'
export type Begun = { kind: 'dial'; dial: z.input<typeof Dial> } | { kind: 'refused'; why: Refusal }

export type Wanted = {
  user: string
  personaId: string
  context: string | null
  tokenHash: string
  scheduleId: string | null
  occurrenceId: string | null
}

/** A dial's outcome is written down within this time, or its attempt is over for whoever holds the right to it. */
const DIAL_RIGHT_MS = 10 * 60_000

export async function beginDial(work: TenantWork, wanted: Wanted): Promise<Begun> {
  const { sql, account } = work
  const refused = (why: Refusal): Begun => ({ kind: 'refused', why })
  const [phone] = await sql<{ number: string; isSuppressed: boolean }[]>`
    select p.number, exists (select from suppressions s where s.number = p.number) as is_suppressed
    from phones p where p.user_id = ${wanted.user}`
  if (phone === undefined) return refused('phone_unverified')
  if (!mayDial(phone.number)) return refused('country')
  if (phone.isSuppressed) return refused('opted_out')
  const persona = await findPersona(work, wanted.personaId)
  if (persona === undefined) return refused('no_persona')
  const rateMillicreditsPerMinute = persona.rateMillicreditsPerMinute
  const availableMillicredits = await lockAvailable(sql, account)
  const allowed = allowance({ rateMillicreditsPerMinute, availableMillicredits, personaSecondsMax: persona.secondsMax })
  if (allowed.kind === 'refused') return refused('too_little_credit')

  const [callId, attemptId] = [newId('call'), newId('attempt')]
  const to = phone.number
  const from = persona.phoneNumber ?? work.tools.fromNumber
  const [attempt] = await sql<{ fence: number }[]>`
    insert into attempts (id, account_id, call_id, to_number, from_number, token_hash)
    values (${attemptId}, ${account}, ${callId}, ${to}, ${from}, ${wanted.tokenHash})
    on conflict (to_number) where state in ('dialing', 'ambiguous', 'placed', 'ringing', 'bridged') do nothing
    returning fence`
  if (attempt === undefined) return refused('line_busy')
  await sql`
    insert into calls (id, account_id, user_id, persona_id, persona_version, direction, trust, context, schedule_id,
      occurrence_id, to_number, from_number, rate_millicredits_per_minute, held_seconds, held_millicredits)
    values (${callId}, ${account}, ${wanted.user}, ${persona.id}, ${persona.version}, 'outbound', 'known',
      ${wanted.context}, ${wanted.scheduleId}, ${wanted.occurrenceId}, ${to}, ${from}, ${rateMillicreditsPerMinute},
      ${allowed.seconds}, ${allowed.holdMillicredits})`
  await hold(work, callId, persona.name, allowed.holdMillicredits)
  const dial = await dialOf(work, { callId, attemptId, fence: attempt.fence, to, from, heldSeconds: allowed.seconds })
  return { kind: 'dial', dial }
}

export async function hold({ sql, account }: TenantWork, callId: string, personaName: string, millicredits: number) {
  const note = `Held for a call with ${personaName}`
  await book(sql, {
    id: `hold:${callId}`,
    kind: 'hold',
    account,
    callId,
    note,
    from: 'available',
    to: 'held',
    millicredits,
  })
}

export type DialParts = {
  callId: string
  attemptId: string
  fence: number
  to: string
  from: string
  heldSeconds: number
}

/** The right to write down what came of one dial goes with it. */
export async function dialOf(work: TenantWork, { heldSeconds, ...parts }: DialParts): Promise<z.input<typeof Dial>> {
  const capability = await work.tools.mintCapability({
    account: work.account,
    user: null,
    object: parts.callId,
    procedures: ['attempts.placed', 'attempts.failed', 'attempts.ambiguous'],
    exp: msAfter(work.now, DIAL_RIGHT_MS).getTime(),
  })
  return { ...parts, timeLimitSeconds: heldSeconds + TIME_LIMIT_SLACK_SECONDS, ringSeconds: RING_SECONDS, capability }
}
