// When the memory of a call is asked for: after its node had its last word, or at the latest a little after the end.
import type { TenantWork } from '../work.ts'
import type { CallRow } from './call-rows.ts'
import { newId } from '@callback/contracts/ids'
import { msAfter } from './instants.ts'

/** The line's end is often known before the node's last turns are here; a node that died is not waited for longer. */
export const LAST_WORD_MS = 5_000

/** A call of a known caller was settled: its job waits for the node's last word. */
export async function expectMemory({ sql, now }: TenantWork, call: CallRow): Promise<void> {
  if (call.trust !== 'known' || call.userId === null) return
  await sql`
    insert into jobs (id, account_id, call_id, kind, not_before)
    values (${newId('job')}, ${call.accountId}, ${call.id}, 'memory', ${msAfter(now, LAST_WORD_MS)})
    on conflict (call_id, kind) do nothing`
}

/** The node has spoken: the job may start, unless the caller said nothing. */
export async function nodeHasFinished({ sql }: TenantWork, call: CallRow): Promise<void> {
  await sql`
    update jobs set
      state = case when said.something then state else 'done' end,
      reason = case when said.something then reason else 'the caller said nothing' end,
      ended_at = case when said.something then ended_at else now() end,
      not_before = now()
    from (select exists (
      select from turns where call_id = ${call.id} and speaker = 'caller' and heard <> '') as something) said
    where call_id = ${call.id} and kind = 'memory' and state = 'waiting'`
}
