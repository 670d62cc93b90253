// One per Twilio account: paces create-call below the account's calls per second, so that "placed" says when it rings.
// Memory only: losing it costs at most one call too early, which Twilio then queues itself.
import { DurableObject } from 'cloudflare:workers'
import { takeSlot } from './pace.ts'
import type { Pace, Slot } from './pace.ts'

export class DialPacer extends DurableObject {
  #pace: Pace = { nextFreeMs: 0 }

  take(perSecond: number, waitMsMax: number): Slot {
    const [pace, slot] = takeSlot(this.#pace, perSecond, Date.now(), waitMsMax)
    this.#pace = pace
    return slot
  }
}
