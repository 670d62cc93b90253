// What a call taught: each fact with the turn it came from. A fact without such a turn is not kept, and known ones not twice.
import type { z } from 'zod'
import type { finishJob } from '@callback/contracts/db/personas'
import { newId } from '@callback/contracts/ids'
import type { TenantWork } from '../work.ts'
import type { CallRow } from './call-rows.ts'

type Outcome = z.output<typeof finishJob.input>['outcome']
export type Learned = Extract<Outcome, { kind: 'done' }>['facts'][number]

/** Facts of one contact: far more than are ever put before the mind. */
export const FACTS_MAX = 1_000
/** As much of a turn as a fact shows for where it came from. */
const QUOTE_CHARS_MAX = 500

export async function learn(work: TenantWork, call: CallRow, facts: readonly Learned[]): Promise<void> {
  if (call.userId === null || call.trust !== 'known') return
  const { sql, account } = work
  await meet(work, call, call.userId)
  const spoken = await sql<{ seq: number; heard: string }[]>`
    select seq, heard from turns where call_id = ${call.id} and speaker = 'caller' and heard <> ''`
  const heard = new Map(spoken.map((turn) => [turn.seq, turn.heard]))
  const [known] = await sql<{ facts: number }[]>`
    select count(*)::int as facts from facts
    where user_id = ${call.userId} and persona_id = ${call.personaId} and status = 'active'`
  let room = FACTS_MAX - (known?.facts ?? 0)
  for (const fact of facts) {
    const said = heard.get(fact.turnSeq)
    if (said === undefined || room <= 0) continue
    const [kept] = await sql`
      insert into facts (id, account_id, user_id, persona_id, text, quote, call_id, turn_seq, confidence, happened_at)
      values (${newId('fact')}, ${account}, ${call.userId}, ${call.personaId}, ${fact.text}, ${quoted(fact.quote, said)},
        ${call.id}, ${fact.turnSeq}, ${fact.confidence}, ${fact.happenedAt})
      on conflict (user_id, persona_id, lower(text)) where status = 'active' do nothing returning 1`
    if (kept !== undefined) room -= 1
  }
}

/** Words the caller did not say are not shown as the caller's. */
function quoted(quote: string, said: string): string {
  return said.toLowerCase().includes(quote.toLowerCase()) ? quote : said.slice(0, QUOTE_CHARS_MAX)
}

async function meet({ sql, account }: TenantWork, call: CallRow, user: string): Promise<void> {
  const at = call.answeredAt ?? call.createdAt
  await sql`
    insert into contacts (user_id, persona_id, account_id, first_call_at, last_call_at)
    values (${user}, ${call.personaId}, ${account}, ${at}, ${at})
    on conflict (user_id, persona_id) do update
      set last_call_at = greatest(contacts.last_call_at, excluded.last_call_at), calls = contacts.calls + 1`
}
