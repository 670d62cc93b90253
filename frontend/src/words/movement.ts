// What a line of the ledger was, for the person who pays.
import type { LedgerLine } from '@callback/contracts/billing'

export function movementWords(kind: LedgerLine['kind']): string {
  switch (kind) {
    case 'grant':
      return 'Credits granted'
    case 'coupon':
      return 'Coupon'
    case 'purchase':
      return 'Credits bought'
    case 'hold':
      return 'Held for a call'
    case 'release':
      return 'Hold returned'
    case 'charge':
      return 'Call'
    case 'clawback':
      return 'Taken back'
  }
}

/** What the line shows: a charge leaves the hold, not the available balance, so its own size is what left the hold. */
export function movementAmount(line: LedgerLine): number {
  return line.kind === 'charge' ? line.heldMillicredits : line.availableMillicredits
}
