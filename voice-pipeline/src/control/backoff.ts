// How long to wait before trying again: full jitter under a growing cap. Pure but for the die.

export type Backoff = { baseMs: number; capMs: number }

/** `tries`: how many have failed, from 1. */
export function backoffMs({ baseMs, capMs }: Backoff, tries: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (tries - 1))
}
