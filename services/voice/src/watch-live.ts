// A browser joins a call's room. Only the call's own account: for anybody else the call does not exist.
import { z } from 'zod'
import { getCall } from '@callback/contracts/db/calls'
import { AppError } from '@callback/contracts/errors'
import { CallId } from '@callback/contracts/ids'
import { database } from '@callback/edge/database'
import { principalOf } from '@callback/edge/principal'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'

const After = z.coerce.number().int().min(0).default(0)

export async function watchLive(c: EdgeContext<Env>): Promise<Response> {
  const env = c.get('env')
  const { token } = await principalOf(c.req.raw, env.PRINCIPAL_PUBLIC_KEY)
  const id = CallId.safeParse(c.req.param('id'))
  const after = After.safeParse(c.req.query('after'))
  if (!id.success) throw new AppError('not_found', 'There is nothing here.')
  if (!after.success)
    throw new AppError('invalid_input', 'Some fields are not right.', {
      fields: { after: 'must be a sequence number' },
    })
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    throw new AppError('invalid_input', 'This is a WebSocket.')
  await database(env.DATABASE, c.get('requestId')).run(getCall, { id: id.data }, { principal: token })
  const room = env.CALL_ROOM.get(env.CALL_ROOM.idFromName(id.data))
  return room.fetch(`http://room/browser?after=${after.data}`, { headers: { upgrade: 'websocket' } })
}
