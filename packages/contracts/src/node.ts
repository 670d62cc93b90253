// What is said between the `voice` Worker, the voice node and db-proxy about one call.
import { z } from 'zod'
import { COST_SERVICES, USAGE_UNITS } from '@callback/domain/prices'
import { EndReason } from './calls.ts'
import { AccountId, CallId, PersonaId } from './ids.ts'
import { Instant } from './fields.ts'

/** Everything a node needs to hold a call; handed out once, against a ticket. */
export const Brief = z.object({
  callId: CallId,
  accountId: AccountId,
  epoch: z.int(),
  direction: z.enum(['outbound', 'inbound']),
  trust: z.enum(['known', 'trial']),
  persona: z.object({
    id: PersonaId,
    version: z.int(),
    name: z.string(),
    instructions: z.string(),
    voiceId: z.string(),
    mind: z.object({ provider: z.string(), model: z.string(), reasoningEffort: z.string().nullable() }),
    mouthModel: z.string(),
    earModel: z.string(),
  }),
  caller: z.object({ firstName: z.string().nullable(), zone: z.string().nullable() }),
  context: z.string().nullable(),
  facts: z.array(z.object({ text: z.string(), learnedAt: Instant })),
  answeredAt: Instant,
  /** Seconds paid for, counted from `answeredAt`. The node hangs up at the latest then. */
  heldSeconds: z.int(),
})
export type Brief = z.infer<typeof Brief>

export const UsageLine = z.object({
  service: z.enum(COST_SERVICES),
  provider: z.string().max(40),
  model: z.string().max(80),
  unit: z.enum(USAGE_UNITS),
  quantity: z.int().min(0),
})
export type UsageLine = z.infer<typeof UsageLine>

/** The node's last word about a call. */
export const CallEnd = z.object({
  callId: CallId,
  endReason: EndReason,
  endedAt: Instant,
  usage: z.array(UsageLine).max(40),
})
export type CallEnd = z.infer<typeof CallEnd>

/** `POST /node/heartbeat` at the `voice` Worker's node door, signed with NODE_KEY, key id "node". */
export const Heartbeat = z.object({
  nodeId: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Where `voice` reaches the node (HTTP origin), and the WebSocket URL that TwiML names. */
  controlUrl: z.url(),
  streamUrl: z.url(),
  calls: z.int().min(0),
  capacity: z.int().min(0),
  draining: z.boolean(),
})
export type Heartbeat = z.infer<typeof Heartbeat>

/** A node sends a heartbeat this often … */
export const HEARTBEAT_MS = 5_000
/** … and is not chosen any more after three were missed. */
export const HEARTBEAT_STALE_MS = 3 * HEARTBEAT_MS

/** `POST /hang-up` at the node, signed with NODE_KEY, key id "voice". */
export const HangUp = z.object({ callId: CallId, reason: EndReason })
export type HangUp = z.infer<typeof HangUp>

/** A caller must open the stream within this time after the TwiML was first given. */
export const TICKET_LIFE_MS = 60_000
