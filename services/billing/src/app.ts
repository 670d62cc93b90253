// What the billing Worker serves.
import * as routes from '@callback/contracts/billing'
import { serve } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { getBalance, listLedger } from './credits.ts'
import { Env } from './env.ts'
import { redeemCoupon } from './redeem-coupon.ts'

export const app = worker('billing', Env)

serve(app, routes.getBalance, getBalance)
serve(app, routes.listLedger, listLedger)
serve(app, routes.redeemCoupon, redeemCoupon)
