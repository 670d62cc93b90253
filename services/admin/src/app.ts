// What the admin Worker serves, to operators only.
import * as routes from '@callback/contracts/admin'
import { serve } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { grantCredits, listAccounts } from './accounts.ts'
import { listAudit } from './audit.ts'
import { Env } from './env.ts'

export const app = worker('admin', Env)

serve(app, routes.listAccounts, listAccounts)
serve(app, routes.grantCredits, grantCredits)
serve(app, routes.listAudit, listAudit)
