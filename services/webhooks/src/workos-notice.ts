// WorkOS's events, kept by event id. The SDK re-serialises the body before checking, so the raw bytes are checked here.
import { z } from 'zod'
import { AppError, invalidInput } from '@callback/contracts/errors'
import { readBytes } from '@callback/edge/body'
import type { EdgeContext } from '@callback/edge/worker'
import type { Env } from './env.ts'
import { storeNotice } from './inbox.ts'
import { parseJson } from './stripe-notice.ts'
import { isSigned } from './timestamped-signature.ts'

const EVENT_BYTES_MAX = 64 * 1024
const Event = z.object({
  id: z.string().min(1).max(100),
  event: z.string().min(1).max(100),
  data: z.object({ id: z.string().max(100) }),
})

export async function workosNotice(c: EdgeContext<Env>): Promise<Response> {
  const secret = c.get('env').WORKOS_WEBHOOK_SECRET
  const bytes = await readBytes(c.req.raw, EVENT_BYTES_MAX)
  const signature = c.req.header('workos-signature') ?? ''
  if (secret === undefined || !(await isSigned(signature, bytes, secret, 'milliseconds', Date.now()))) {
    throw new AppError('forbidden', 'The signature does not match.')
  }
  const event = Event.safeParse(parseJson(bytes))
  if (!event.success) throw invalidInput(event.error)
  const { id, event: type, data } = event.data
  await storeNotice(c, {
    provider: 'workos',
    kind: 'workos.event',
    dedupeKey: id,
    payload: { type, object: { id: data.id } },
  })
  return c.body(null, 204)
}
