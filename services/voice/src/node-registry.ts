// The nodes that reported lately, and which node each ticket named: a plain stored object, so itty-durable serves.
// Its stubs are untyped and pass arguments as JSON; `registry()` is the typed face, and the only user.
import { createDurable, proxyDurable } from 'itty-durable'
import { z } from 'zod'
import { Heartbeat } from '@callback/contracts/node'
import { chooseNode, isFresh } from './choose-node.ts'
import type { Seen } from './choose-node.ts'
import type { Env } from './env.ts'

const SeenNode = Heartbeat.extend({ seenAtMs: z.number() })

/** Ticket assignments kept, so that a webhook delivered twice names the same node. Tickets live a minute. */
const ASSIGNMENTS_MAX = 2_000

type Assignment = { nodeId: string; streamUrl: string }

export class NodeRegistry extends createDurable({ autoPersist: true, autoReturn: false }) {
  nodes: Record<string, Seen>
  assignments: Record<string, Assignment>

  constructor(state: DurableObjectState, env: object) {
    super(state, env)
    this.nodes = {}
    this.assignments = {}
  }

  beat(heartbeat: Heartbeat, nowMs: number): { nodes: number } {
    const fresh = Object.values(this.nodes).filter((node) => isFresh(node, nowMs))
    this.nodes = Object.fromEntries([...fresh, { ...heartbeat, seenAtMs: nowMs }].map((node) => [node.nodeId, node]))
    return { nodes: Object.keys(this.nodes).length }
  }

  /** The node for a ticket; the same key gets the same node while that is remembered. */
  assign(key: string, nowMs: number): { assignment: Assignment | null } {
    const known = this.assignments[key]
    if (known !== undefined) return { assignment: known }
    const node = chooseNode(Object.values(this.nodes), nowMs)
    if (node === null) return { assignment: null }
    const assignment = { nodeId: node.nodeId, streamUrl: node.streamUrl }
    const kept = Object.entries(this.assignments).slice(1 - ASSIGNMENTS_MAX)
    this.assignments = Object.fromEntries([...kept, [key, assignment]])
    // Counted at once, so that a burst of answers spreads before the next heartbeat tells.
    this.nodes = { ...this.nodes, [node.nodeId]: { ...node, calls: node.calls + 1 } }
    return { assignment }
  }

  find(nodeId: string): { node: Seen | null } {
    return { node: this.nodes[nodeId] ?? null }
  }
}

const Assigned = z.object({ assignment: z.object({ nodeId: z.string(), streamUrl: z.string() }).nullable() })
const Found = z.object({ node: SeenNode.nullable() })

/** What the proxy offers: the object's methods, their answers unchecked. */
type Stub = Record<'beat' | 'assign' | 'find', (...args: readonly unknown[]) => Promise<unknown>>

export function registry(env: Env) {
  const stub: Stub = proxyDurable(env.NODE_REGISTRY, { name: 'NODE_REGISTRY', parse: true }).get('all')
  return {
    async beat(heartbeat: Heartbeat, nowMs: number): Promise<void> {
      await stub.beat(heartbeat, nowMs)
    },
    async assign(key: string, nowMs: number): Promise<Assignment | null> {
      return Assigned.parse(await stub.assign(key, nowMs)).assignment
    },
    async find(nodeId: string): Promise<Seen | null> {
      return Found.parse(await stub.find(nodeId)).node
    },
  }
}
