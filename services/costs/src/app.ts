// What the costs Worker serves.
import { getReceipt as getReceiptRoute } from '@callback/contracts/calls'
import { listPrices as listPricesRoute } from '@callback/contracts/costs'
import { serve } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'
import { listPrices } from './prices.ts'
import { getReceipt } from './receipt.ts'

export const app = worker('costs', Env)

serve(app, listPricesRoute, listPrices)
serve(app, getReceiptRoute, getReceipt)
