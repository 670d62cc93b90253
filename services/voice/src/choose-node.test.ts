import { expect, it } from 'vitest'
import { HEARTBEAT_STALE_MS } from '@callback/contracts/node'
import { chooseNode } from './choose-node.ts'
import type { Seen } from './choose-node.ts'

const node = (nodeId: string, more: Partial<Seen> = {}): Seen => ({
  nodeId,
  controlUrl: 'http://localhost:1',
  streamUrl: 'ws://localhost:1/stream',
  calls: 0,
  capacity: 10,
  draining: false,
  seenAtMs: 1_000,
  ...more,
})

it('takes the least loaded node by share of its capacity', () => {
  expect(chooseNode([node('a', { calls: 5 }), node('b', { calls: 8, capacity: 100 })], 1_000)?.nodeId).toBe('b')
})

it('never takes a node that drains, is full or missed three heartbeats', () => {
  const nodes = [
    node('drains', { draining: true }),
    node('full', { calls: 10 }),
    node('silent', { seenAtMs: 1_000 - HEARTBEAT_STALE_MS - 1 }),
  ]
  expect(chooseNode(nodes, 1_000)).toBeNull()
})
