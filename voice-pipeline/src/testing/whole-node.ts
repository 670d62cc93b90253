// A whole node on loopback, with every far end faked over real sockets.
import { signRequest } from '@callback/contracts/signed-request'
import { readConfig } from '../config.ts'
import { logger } from '../log.ts'
import { startNode } from '../node.ts'
import { NODE_KEY } from './fake-back-office.ts'
import { dial, farEnds, speaking } from './far-ends.ts'

export async function wholeNode(over: Record<string, string> = {}) {
  const ends = await farEnds()
  const node = await startNode(readConfig({ ...ends.environment, ...over }), logger('silent'))
  const origin = `http://127.0.0.1:${node.port}`
  return {
    ...ends,
    node,
    origin,
    dial: () => dial(node.port),
    speaking: () => speaking(node.port, ends),
    get: (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers }),
    async hangUp(body: object, secret = NODE_KEY) {
      const text = JSON.stringify(body)
      const request = { method: 'POST', path: '/hang-up', body: text }
      const headers = await signRequest(request, { id: 'voice', secret }, Date.now())
      return fetch(`${origin}/hang-up`, { method: 'POST', headers, body: text })
    },
    async stop() {
      await node.close()
      await ends.stop()
    },
  }
}

export type WholeNode = Awaited<ReturnType<typeof wholeNode>>
