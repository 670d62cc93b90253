// The price book in force, and what one call cost by it.
import type { z } from 'zod'
import type { Receipt } from '@callback/contracts/calls'
import * as calls from '@callback/contracts/db/calls'
import * as contract from '@callback/contracts/db/money'
import { costMicroUsd } from '@callback/domain/prices'
import { forPerson, found } from '../work.ts'
import { findCall } from './call-rows.ts'
import { iso, isoOrNull } from './instants.ts'

type Price = Omit<z.input<typeof contract.listPrices.output>['items'][number], 'since'> & { since: Date }

export const listPrices = forPerson(contract.listPrices, async ({ sql }) => {
  const rows = await sql<Price[]>`
    select distinct on (provider, model, unit) provider, model, unit, micro_usd_per_million, since
    from price_book where since <= now() order by provider, model, unit, since desc`
  return { items: rows.map((row) => ({ ...row, since: iso(row.since) })) }
})

type Line = z.input<typeof Receipt>['lines'][number]
type Used = Omit<Line, 'costMicroUsd'> & { microUsdPerMillion: number | null }

/** By the prices in force when the call was made. What the book does not price counts as nothing, and shows as such. */
export const getReceipt = forPerson(calls.getReceipt, async (work, { callId }) => {
  const call = found(await findCall(work, callId), 'call')
  const used = await work.sql<Used[]>`
    select u.service, u.provider, u.model, u.unit, u.quantity, price.micro_usd_per_million
    from usage_lines u
    left join lateral (
      select b.micro_usd_per_million from price_book b
      where b.provider = u.provider and b.model = u.model and b.unit = u.unit and b.since <= ${call.createdAt}
      order by b.since desc limit 1) price on true
    where u.call_id = ${callId}
    order by array_position(array['telephony', 'ear', 'mind', 'mouth'], u.service), u.provider, u.model, u.unit`
  const lines = used.map(({ microUsdPerMillion, ...line }) => {
    const { provider, model, unit, quantity } = line
    const price = { provider, model, unit, microUsdPerMillion: microUsdPerMillion ?? 0 }
    return { ...line, costMicroUsd: costMicroUsd(quantity, price) }
  })
  return {
    callId,
    connectedSeconds: call.connectedSeconds,
    rateMillicreditsPerMinute: call.rateMillicreditsPerMinute,
    heldMillicredits: call.heldMillicredits,
    chargedMillicredits: call.chargedMillicredits,
    releasedMillicredits: call.settledAt === null ? 0 : call.heldMillicredits - call.chargedMillicredits,
    settledAt: isoOrNull(call.settledAt),
    lines,
    costMicroUsd: lines.reduce((sum, line) => sum + line.costMicroUsd, 0),
  }
})
