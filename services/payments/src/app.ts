// What the payments Worker serves.
import * as routes from '@callback/contracts/billing'
import { serve } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { createPurchase } from './create-purchase.ts'
import { Env } from './env.ts'
import { listPacks, listPurchases } from './packs.ts'

export const app = worker('payments', Env)

serve(app, routes.listPacks, listPacks)
serve(app, routes.createPurchase, createPurchase)
serve(app, routes.listPurchases, listPurchases)
