// What a persona remembers about the person who asks: read, corrected, forgotten.
import type { z } from 'zod'
import * as contract from '@callback/contracts/db/personas'
import type { Fact } from '@callback/contracts/personas'
import { forPerson, found } from '../work.ts'
import { iso, isoOrNull } from './instants.ts'
import { pageOf, rowsFor } from './paging.ts'
import { findPersona } from './personas.ts'

type Row = {
  id: string
  personaId: string
  text: string
  learnedAt: Date
  happenedAt: Date | null
  confidence: number
  callId: string | null
  turnSeq: number | null
  quote: string | null
}

function toFact({ callId, turnSeq, quote, ...row }: Row): z.input<typeof Fact> {
  const source = callId === null || turnSeq === null || quote === null ? null : { callId, turnSeq, quote }
  return { ...row, learnedAt: iso(row.learnedAt), happenedAt: isoOrNull(row.happenedAt), source }
}

export const listFacts = forPerson(contract.listFacts, async (work, { personaId, page }) => {
  const { sql, user } = work
  found(await findPersona(work, personaId), 'persona')
  const after = page.before === undefined ? sql`` : sql`
    and (learned_at, id) < (select c.learned_at, c.id from facts c where c.id = ${page.before})` // prettier-ignore
  const rows = await sql<Row[]>`
    select id, persona_id, text, learned_at, happened_at, confidence, call_id, turn_seq, quote from facts
    where user_id = ${user} and persona_id = ${personaId} and status = 'active' ${after}
    order by learned_at desc, id desc limit ${rowsFor(page)}`
  return pageOf(rows, page, toFact, (row) => row.id)
})

/** What a person wrote has no source but the person, and is certain. */
export const updateFact = forPerson(contract.updateFact, async ({ sql, user }, { id, text }) => {
  const [row] = await sql<Row[]>`
    update facts set text = ${text}, quote = null, call_id = null, turn_seq = null, confidence = 1
    where id = ${id} and user_id = ${user} and status = 'active'
    returning id, persona_id, text, learned_at, happened_at, confidence, call_id, turn_seq, quote`
  return toFact(found(row, 'fact'))
})

/** Its words, and the sentence they came from, are gone for good. */
export const removeFact = forPerson(contract.removeFact, async ({ sql, user }, { id }) => {
  const [row] = await sql`
    update facts set status = 'forgotten', forgotten_at = now(), text = null, quote = null, call_id = null,
      turn_seq = null, happened_at = null
    where id = ${id} and user_id = ${user} and status = 'active' returning 1`
  found(row, 'fact')
  return { removed: true as const }
})
