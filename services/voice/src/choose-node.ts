// Which node takes a call. Pure: fresh, not draining, with room, the least loaded first.
import { HEARTBEAT_STALE_MS } from '@callback/contracts/node'
import type { Heartbeat } from '@callback/contracts/node'

export type Seen = Heartbeat & { seenAtMs: number }

export function isFresh(node: Seen, nowMs: number): boolean {
  return nowMs - node.seenAtMs <= HEARTBEAT_STALE_MS
}

export function chooseNode(nodes: readonly Seen[], nowMs: number): Seen | null {
  const able = nodes.filter((node) => isFresh(node, nowMs) && !node.draining && node.calls < node.capacity)
  return (
    able.toSorted((a, b) => a.calls / a.capacity - b.calls / b.capacity || a.nodeId.localeCompare(b.nodeId))[0] ?? null
  )
}
