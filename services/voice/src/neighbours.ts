// What other Workers ask of `voice`.
import { hangUpOnNode, issueTicket } from '@callback/contracts/internal'
import { serveInternal } from '@callback/edge/serve'
import { worker } from '@callback/edge/worker'
import { Env } from './env.ts'
import { tellNodeToHangUp } from './hang-up.ts'
import { watchLive } from './watch-live.ts'
import { giveTicket } from './tickets.ts'

export const neighbours = worker('voice', Env)

serveInternal(neighbours, issueTicket, giveTicket)
serveInternal(neighbours, hangUpOnNode, tellNodeToHangUp)
neighbours.get('/v1/calls/:id/live', watchLive)
