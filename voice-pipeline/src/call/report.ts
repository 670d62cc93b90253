// Delivers a call to db-proxy: turns as they settle, then its end. The journal comes first, so that what cannot be delivered
// now is delivered later; a turn may arrive twice (upsert) and so may the end (the second changes nothing).
import { appendTurns, finishCall } from '@callback/contracts/db/calls'
import type { Turn } from '@callback/contracts/calls'
import type { CallId } from '@callback/contracts/ids'
import type { CallEnd } from '@callback/contracts/node'
import { backoffMs } from '../control/backoff.ts'
import { ProcedureError, type DbProxy } from '../control/db-proxy.ts'
import type { Clock } from './clock.ts'
import type { Entry, Journal } from './journal.ts'

/** With the back-off below about half a minute: a restart of db-proxy. */
const TRIES_MAX = 8
const BACKOFF = { baseMs: 200, capMs: 8_000 }
/** Turns sent at once; the contract's own limit. */
const TURNS_AT_ONCE = 100

export type Delivery = { db: DbProxy; clock: Clock; random: () => number }

export type Delivered = 'delivered' | 'later' | 'refused'

/** Turns and, if it is known, the end of one call. */
export async function deliver(
  { db, clock, random }: Delivery,
  call: { callId: CallId; capability: string; turns: readonly Turn[]; end: CallEnd | null },
  triesMax = TRIES_MAX,
): Promise<Delivered> {
  const attempt = async () => {
    for (let from = 0; from < call.turns.length; from += TURNS_AT_ONCE) {
      const turns = call.turns.slice(from, from + TURNS_AT_ONCE)
      await db.run(appendTurns, { callId: call.callId, turns }, call.capability)
    }
    if (call.end) await db.run(finishCall, call.end, call.capability)
  }
  for (let tries = 1; ; tries++) {
    try {
      await attempt()
      return 'delivered'
    } catch (error) {
      if (!(error instanceof ProcedureError)) throw error
      if (!error.passing) return 'refused'
      if (tries >= triesMax) return 'later'
      await new Promise<void>((resolve) => clock.after(backoffMs(BACKOFF, tries, random), resolve))
    }
  }
}

export interface Report {
  turn(turn: Turn): void
  /** Resolves when the call is delivered, or left to the journal. */
  end(end: CallEnd): Promise<Delivered>
}

/** The live call's reporter: one thing at a time, in order. */
export function report(
  delivery: Delivery,
  call: { callId: CallId; capability: string },
  journal: Journal,
  failed: (error: unknown) => void,
): Report {
  let unsent: Turn[] = []
  /** A disk that takes nothing does not keep the call from being delivered. */
  const note = (entry: Entry) => journal.write(entry).catch(failed)
  let last: Promise<unknown> = note({ kind: 'call', ...call })

  const then = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(failed)
    return next
  }

  return {
    turn(turn) {
      unsent.push(turn)
      void then(async () => {
        await note({ kind: 'turn', turn })
        const sending = unsent.slice()
        if ((await deliver(delivery, { ...call, turns: sending, end: null }, 1)) === 'delivered') {
          unsent = unsent.filter((one) => !sending.includes(one))
        }
      })
    },
    end: (end) =>
      then(async () => {
        await note({ kind: 'end', end })
        const outcome = await deliver(delivery, { ...call, turns: unsent, end })
        await (outcome === 'delivered' ? journal.remove() : journal.close()).catch(failed)
        return outcome
      }),
  }
}
