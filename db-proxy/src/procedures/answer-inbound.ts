// Somebody rings a persona's number. A number that is proven and attested is its owner, on the owner's credits; anybody else
// is a stranger, who gets a short trial on the house. Caller ID alone proves nothing.
import * as contract from '@callback/contracts/db/calls'
import { newId } from '@callback/contracts/ids'
import { allowance, TRIAL_SECONDS } from '@callback/domain/allowance'
import { actFor, forResolver } from '../work.ts'
import type { TenantWork, Work } from '../work.ts'
import { answerOnce, hangUp } from './answers.ts'
import type { Answer } from './answers.ts'
import { hold } from './dialling.ts'
import { lockAvailable } from './ledger.ts'
import { findPersona } from './personas.ts'

/** Trials one number (or all that hide theirs, together) gets in a day: enough to be curious, too few to live on. */
export const TRIALS_A_DAY_MAX = 3

type Ringing = { callSid: string; from: string; to: string; attested: boolean }
type Owner = { accountId: string; userId: string }

export const answerInbound = forResolver(contract.answerInbound, async (work, ringing) => {
  // Twilio may ask twice at once: the second waits, and finds the call.
  await work.sql`select pg_advisory_xact_lock(hashtextextended(${ringing.callSid}, 0))`
  const [known] = await work.sql<{ id: string; accountId: string }[]>`
    select id, account_id from calls where call_sid = ${ringing.callSid}`
  if (known !== undefined) return answerOnce(await actFor(work, known.accountId), known.id, ringing.callSid)
  const [persona] = await work.sql<{ id: string; accountId: string | null }[]>`
    select id, account_id from personas where phone_number = ${ringing.to} and removed_at is null`
  if (persona === undefined) return hangUp('no_persona')
  const owner = await provenOwner(work, ringing)
  if (owner !== null && (persona.accountId === null || persona.accountId === owner.accountId)) {
    return answerOwner(await actFor(work, owner.accountId), owner.userId, persona.id, ringing)
  }
  return persona.accountId === null ? answerStranger(work, persona.id, ringing) : hangUp('no_persona')
})

async function provenOwner({ sql }: Work, { from, attested }: Ringing): Promise<Owner | null> {
  if (!attested) return null
  const [phone] = await sql<Owner[]>`select account_id, user_id from phones where number = ${from}`
  return phone ?? null
}

function answerOwner(work: TenantWork, user: string, personaId: string, ringing: Ringing): Promise<Answer> {
  return enter(work, personaId, ringing, { user, trust: 'known', secondsMax: Number.MAX_SAFE_INTEGER })
}

async function answerStranger(work: Work, personaId: string, ringing: Ringing): Promise<Answer> {
  const [house] = await work.sql<{ id: string }[]>`select id from accounts where kind = 'house'`
  if (house === undefined) return hangUp('trial_used_up')
  const tenant = await actFor(work, house.id)
  // One call of a number at a time is counted, so that the bound holds.
  await tenant.sql`select pg_advisory_xact_lock(hashtextextended('trial ' || ${ringing.from}, 0))`
  const [had] = await tenant.sql<{ trials: number }[]>`
    select count(*)::int as trials from calls
    where from_number = ${ringing.from} and trust = 'trial' and created_at > now() - interval '1 day'`
  if (had !== undefined && had.trials >= TRIALS_A_DAY_MAX) return hangUp('trial_used_up')
  const answer = await enter(tenant, personaId, ringing, { user: null, trust: 'trial', secondsMax: TRIAL_SECONDS })
  // The house's budget is not the stranger's to top up.
  return answer.kind === 'hang_up' && answer.reason === 'too_little_credit' ? hangUp('trial_used_up') : answer
}

type As = { user: string | null; trust: 'known' | 'trial'; secondsMax: number }

async function enter(work: TenantWork, personaId: string, ringing: Ringing, as: As): Promise<Answer> {
  const { sql, account } = work
  const persona = await findPersona(work, personaId)
  if (persona === undefined) return hangUp('no_persona')
  const { rateMillicreditsPerMinute, secondsMax } = persona
  const availableMillicredits = await lockAvailable(sql, account)
  const personaSecondsMax = Math.min(secondsMax, as.secondsMax)
  const allowed = allowance({ rateMillicreditsPerMinute, availableMillicredits, personaSecondsMax })
  if (allowed.kind === 'refused') return hangUp('too_little_credit')
  const callId = newId('call')
  await sql`
    insert into calls (id, account_id, user_id, persona_id, persona_version, direction, trust, status, to_number,
      from_number, call_sid, rate_millicredits_per_minute, held_seconds, held_millicredits)
    values (${callId}, ${account}, ${as.user}, ${persona.id}, ${persona.version}, 'inbound', ${as.trust}, 'ringing',
      ${ringing.to}, ${ringing.from}, ${ringing.callSid}, ${rateMillicreditsPerMinute}, ${allowed.seconds},
      ${allowed.holdMillicredits})`
  await hold(work, callId, persona.name, allowed.holdMillicredits)
  return answerOnce(work, callId, ringing.callSid)
}
