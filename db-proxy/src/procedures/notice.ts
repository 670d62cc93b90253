// What the inbox and each kind of notice say to each other.

export type Matched = { id: string; payload: unknown; receivedAt: Date }

/**
 * What a notice means, found out as the resolver: nothing here, nothing yet, or work to do for its account. The work may take
 * on the account's role and not come back, so the inbox row is written before it.
 */
export type Plan = { kind: 'ignore' } | { kind: 'later' } | { kind: 'apply'; run: () => Promise<Ended> }
export type Ended = { endedCallId: string | null }
