// Coupons: once for each account, and never more often than there are.
import * as contract from '@callback/contracts/db/money'
import { AppError } from '@callback/contracts/errors'
import { formatCredits } from '@callback/domain/money'
import { forPerson, found } from '../work.ts'
import { book, readBalance } from './ledger.ts'

type Coupon = { millicredits: number; isOver: boolean }

export const redeemCoupon = forPerson(contract.redeemCoupon, async ({ sql, account }, { code }) => {
  const [coupon] = await sql<Coupon[]>`
    select millicredits, (redemptions >= redemptions_max or coalesce(expires_at <= now(), false)) as is_over
    from coupons where code = ${code} for update`
  const { millicredits, isOver } = found(coupon, 'coupon')
  const [mine] = await sql`
    insert into redemptions (account_id, code) values (${account}, ${code}) on conflict do nothing returning 1`
  if (mine === undefined) throw new AppError('already_redeemed', `${code} was redeemed already. It counts once.`)
  if (isOver) throw new AppError('gone', `${code} is used up.`)
  await sql`update coupons set redemptions = redemptions + 1 where code = ${code}`
  const note = `Coupon ${code}: ${formatCredits(millicredits)} credits`
  const id = `coupon:${account}:${code}`
  await book(sql, { id, kind: 'coupon', account, note, from: 'issued', to: 'available', millicredits })
  return { code, grantedMillicredits: millicredits, balance: await readBalance(sql, account) }
})
