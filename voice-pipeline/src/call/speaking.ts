// Tells the room who is speaking, when that changes.
import type { LiveEvent } from '@callback/contracts/live'

type Who = Extract<LiveEvent, { type: 'speaking' }>['who']

export function speakingOf(tell: (event: LiveEvent) => void): (who: Who) => void {
  let current: Who = 'nobody'
  return (who) => {
    if (who === current) return
    current = who
    tell({ type: 'speaking', who })
  }
}
