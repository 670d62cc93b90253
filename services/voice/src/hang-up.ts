// Tells the node that holds a call to end it.
import type { z } from 'zod'
import type { hangUpOnNode } from '@callback/contracts/internal'
import { signRequest } from '@callback/contracts/signed-request'
import { log } from '@callback/edge/log'
import type { Scope } from '@callback/edge/serve'
import type { Env } from './env.ts'
import { registry } from './node-registry.ts'

/** A living node answers at once; a person is waiting for the phone to go quiet. */
const TELL_MS_MAX = 3_000

export async function tellNodeToHangUp(
  { callId, nodeId, reason }: z.output<typeof hangUpOnNode.input>,
  scope: Scope<Env>,
) {
  const node = await registry(scope.env).find(nodeId)
  if (node === null) return { told: false }
  const body = JSON.stringify({ callId, reason })
  const url = new URL('/hang-up', node.controlUrl)
  const signed = await signRequest(
    { method: 'POST', path: url.pathname, body },
    { id: 'voice', secret: scope.env.NODE_KEY },
    Date.now(),
  )
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      signal: AbortSignal.timeout(TELL_MS_MAX),
    })
    await response.body?.cancel()
    return { told: response.ok }
  } catch (failure) {
    log.warn('node not told to hang up', {
      requestId: scope.requestId,
      nodeId,
      why: failure instanceof Error ? failure.name : 'unknown',
    })
    return { told: false }
  }
}
