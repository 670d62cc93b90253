// A ticket becomes the Brief of its call: genuine by its MAC, used once by compare-and-set on call and epoch.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/calls'
import type { Brief } from '@callback/contracts/node'
import { actFor, forResolver, found } from '../work.ts'
import type { TenantWork } from '../work.ts'
import { findCall } from './call-rows.ts'
import type { CallRow } from './call-rows.ts'
import { iso, msAfter } from './instants.ts'

/** Facts put before the mind, the newest first: more would crowd out the conversation. */
export const FACTS_IN_BRIEF_MAX = 100
/** A node whose journal waits for db-proxy may still bring a call's end a day later. */
const LAST_WORD_RIGHT_MS = 24 * 3_600_000

export const redeemTicket = forResolver(contract.redeemTicket, async (work, { ticket, callSid, streamSid, nodeId }) => {
  const refused = { kind: 'refused' as const }
  const claims = await work.tools.readTicket(ticket)
  if (claims === null) return refused
  const { callId, epoch } = claims
  const [known] = await work.sql<{ accountId: string }[]>`select account_id from calls where id = ${callId}`
  if (known === undefined) return refused
  const tenant = await actFor(work, known.accountId)
  const [won] = await tenant.sql`
    update calls set redeemed_epoch = ${epoch}, stream_sid = ${streamSid}, node_id = ${nodeId}
    where id = ${callId} and epoch = ${epoch} and redeemed_epoch < ${epoch} and answered_sid = ${callSid}
      and ticket_expires_at = ${new Date(claims.expiresAtMs)} and settled_at is null and hang_up_asked_at is null
    returning 1`
  if (won === undefined) return refused
  const call = found(await findCall(tenant, callId), 'call')
  const capability = await work.tools.mintCapability({
    account: call.accountId,
    user: call.userId,
    object: callId,
    procedures: ['turns.append', 'call.finish'],
    exp: msAfter(work.now, call.heldSeconds * 1000 + LAST_WORD_RIGHT_MS).getTime(),
  })
  return { kind: 'granted' as const, brief: await briefOf(tenant, call), capability }
})

type Voice = {
  instructions: string
  voiceId: string
  mindProvider: string
  mindModel: string
  reasoningEffort: string | null
  mouthModel: string
  earModel: string
}

async function briefOf(work: TenantWork, call: CallRow): Promise<z.input<typeof Brief>> {
  if (call.answeredAt === null) throw new Error('a redeemed call was not answered')
  const [voice] = await work.sql<Voice[]>`
    select v.instructions, v.voice_id, t.mind_provider, t.mind_model, t.reasoning_effort, t.mouth_model, t.ear_model
    from persona_versions v join tiers t on t.tier = v.tier
    where v.persona_id = ${call.personaId} and v.version = ${call.personaVersion}`
  const { instructions, voiceId, mouthModel, earModel, ...mind } = found(voice, 'persona')
  return {
    callId: call.id,
    accountId: call.accountId,
    epoch: call.epoch,
    direction: call.direction,
    trust: call.trust,
    persona: {
      id: call.personaId,
      version: call.personaVersion,
      name: call.personaName,
      instructions,
      voiceId,
      mind: { provider: mind.mindProvider, model: mind.mindModel, reasoningEffort: mind.reasoningEffort },
      mouthModel,
      earModel,
    },
    ...(await callerOf(work, call)),
    context: call.context,
    answeredAt: iso(call.answeredAt),
    heldSeconds: call.heldSeconds,
  }
}

/** A stranger stays one: neither name nor zone nor memory. */
async function callerOf({ sql }: TenantWork, call: CallRow): Promise<Pick<z.input<typeof Brief>, 'caller' | 'facts'>> {
  if (call.trust !== 'known' || call.userId === null) return { caller: { firstName: null, zone: null }, facts: [] }
  const [user] = await sql<{ firstName: string; zone: string }[]>`
    select first_name, zone from users where id = ${call.userId}`
  const { firstName, zone } = found(user, 'user')
  const facts = await sql<{ text: string; learnedAt: Date }[]>`
    select text, learned_at from facts
    where user_id = ${call.userId} and persona_id = ${call.personaId} and status = 'active'
    order by learned_at desc, id desc limit ${FACTS_IN_BRIEF_MAX}`
  return {
    caller: { firstName: firstName === '' ? null : firstName, zone },
    facts: facts.map(({ text, learnedAt }) => ({ text, learnedAt: iso(learnedAt) })),
  }
}
