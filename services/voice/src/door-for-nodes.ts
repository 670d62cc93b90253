// Where voice nodes report: heartbeats, and one event socket per call. Every request is signed with NODE_KEY.
import { CallId } from '@callback/contracts/ids'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { Heartbeat } from '@callback/contracts/node'
import { Nonces, verifyRequest } from '@callback/contracts/signed-request'
import { readBytes } from '@callback/edge/body'
import { log } from '@callback/edge/log'
import { worker } from '@callback/edge/worker'
import type { EdgeContext } from '@callback/edge/worker'
import { Env } from './env.ts'
import { registry } from './node-registry.ts'

export const doorForNodes = worker('voice', Env)

const HEARTBEAT_BYTES_MAX = 4096
/** Per isolate: a heartbeat or an event socket replayed into another isolate within the minute changes nothing that matters. */
const nonces = new Nonces()

async function verified(c: EdgeContext<Env>): Promise<string> {
  const body = new TextDecoder().decode(await readBytes(c.req.raw, HEARTBEAT_BYTES_MAX))
  const url = new URL(c.req.url)
  const verdict = await verifyRequest(
    { method: c.req.method, path: url.pathname + url.search, body },
    (name) => c.req.header(name),
    new Map([['node', c.get('env').NODE_KEY]]),
    { nonces, bornMs: 0 },
    Date.now(),
  )
  if (!verdict.ok) {
    log.warn('a node’s request was refused', { requestId: c.get('requestId'), why: verdict.why })
    throw new AppError('bad_signature', 'The signature does not match.')
  }
  return body
}

doorForNodes.post('/node/heartbeat', async (c) => {
  const body = await verified(c)
  const heartbeat = Heartbeat.safeParse(JSON.parse(body))
  if (!heartbeat.success) throw invalidInput(heartbeat.error)
  await registry(c.get('env')).beat(heartbeat.data, Date.now())
  return c.body(null, 204)
})

doorForNodes.get('/node/calls/:id/events', async (c) => {
  await verified(c)
  const id = CallId.safeParse(c.req.param('id'))
  if (!id.success) throw new AppError('not_found', 'There is nothing here.')
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    throw new AppError('invalid_input', 'This is a WebSocket.')
  const { CALL_ROOM } = c.get('env')
  return CALL_ROOM.get(CALL_ROOM.idFromName(id.data)).fetch(`http://room/node?call=${id.data}`, {
    headers: { upgrade: 'websocket' },
  })
})
