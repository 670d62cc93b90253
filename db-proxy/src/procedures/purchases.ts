// Packs on sale, and purchases: opened here, paid when Stripe's notice says so.
import type { z } from 'zod'
import type { Purchase } from '@callback/contracts/billing'
import * as contract from '@callback/contracts/db/money'
import { AppError } from '@callback/contracts/errors'
import { newId } from '@callback/contracts/ids'
import { forPerson, found } from '../work.ts'
import { iso } from './instants.ts'
import { pageOf, rowsFor } from './paging.ts'

type Row = {
  id: string
  packId: string
  millicredits: number
  priceMinor: number
  currency: string
  status: 'open' | 'paid' | 'expired'
  createdAt: Date
}

const toPurchase = (row: Row): z.input<typeof Purchase> => ({ ...row, createdAt: iso(row.createdAt) })

export const listPacks = forPerson(contract.listPacks, async ({ sql }) => {
  const items = await sql<{ id: string; name: string; millicredits: number; priceMinor: number; currency: string }[]>`
    select id, name, millicredits, price_minor, currency from packs where on_sale order by price_minor, id`
  return { items: [...items] }
})

export const createPurchase = forPerson(contract.createPurchase, async ({ sql, account, user }, { packId }) => {
  const [row] = await sql<Row[]>`
    insert into purchases (id, account_id, user_id, pack_id, millicredits, price_minor, currency)
    select ${newId('purchase')}, ${account}, ${user}, id, millicredits, price_minor, currency
    from packs where id = ${packId} and on_sale
    returning id, pack_id, millicredits, price_minor, currency, status, created_at`
  return { purchase: toPurchase(found(row, 'pack')) }
})

export const purchaseOpened = forPerson(contract.purchaseOpened, async ({ sql }, { purchaseId, sessionId }) => {
  const [known] = await sql`select 1 from purchases where id = ${purchaseId}`
  found(known, 'purchase')
  const [row] = await sql<Row[]>`
    update purchases set session_id = ${sessionId}
    where id = ${purchaseId} and (session_id is null or session_id = ${sessionId})
    returning id, pack_id, millicredits, price_minor, currency, status, created_at`
  if (row === undefined) throw new AppError('conflict', 'Another payment was opened for this purchase.')
  return { purchase: toPurchase(row) }
})

export const listPurchases = forPerson(contract.listPurchases, async ({ sql }, page) => {
  const after = page.before === undefined ? sql`` : sql`
    where (created_at, id) < (select c.created_at, c.id from purchases c where c.id = ${page.before})` // prettier-ignore
  const rows = await sql<Row[]>`
    select id, pack_id, millicredits, price_minor, currency, status, created_at from purchases ${after}
    order by created_at desc, id desc limit ${rowsFor(page)}`
  return pageOf(rows, page, toPurchase, (row) => row.id)
})
