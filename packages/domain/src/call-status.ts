// The lattice a call climbs. It only ever moves up, so late, doubled or reordered news cannot take it back.

export const CALL_STATUSES = [
  'queued',
  'dialing',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
] as const
export type CallStatus = (typeof CALL_STATUSES)[number]

const rank: Record<CallStatus, number> = {
  queued: 0,
  dialing: 1,
  ringing: 2,
  'in-progress': 3,
  completed: 4,
  busy: 4,
  'no-answer': 4,
  failed: 4,
  canceled: 4,
}

export function isTerminal(status: CallStatus): boolean {
  return rank[status] === 4
}

/** The status after hearing `news`: the higher of both; the first terminal status stays. */
export function climb(current: CallStatus, news: CallStatus): CallStatus {
  return rank[news] > rank[current] ? news : current
}

/** Twilio's words for a call's state; `initiated` exists only in callbacks, and `cancelled` is seen in both spellings. */
export function fromTwilioStatus(word: string): CallStatus | null {
  switch (word) {
    case 'queued':
    case 'initiated':
      return 'dialing'
    case 'ringing':
    case 'in-progress':
    case 'completed':
    case 'busy':
    case 'no-answer':
    case 'failed':
    case 'canceled':
      return word
    case 'answered':
      return 'in-progress'
    case 'cancelled':
      return 'canceled'
    default:
      return null
  }
}

export const END_REASONS = [
  'caller_hung_up',
  'persona_ended',
  'ended_on_site',
  'time_up',
  'silence',
  'no_answer',
  'busy',
  'canceled',
  'failed',
  'provider_unavailable',
  'line_lost',
  'node_lost',
] as const
export type EndReason = (typeof END_REASONS)[number]
