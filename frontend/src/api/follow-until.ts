// Looks again and again until something is so: for news that nobody brings.

export type Follow = {
  isSo: () => boolean
  look: () => Promise<unknown>
  /** How long to wait before the next look. */
  waitMs: () => number
  /** After so many looks it is left at what is known. */
  looksMax: number
  signal: AbortSignal
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

export async function followUntil({ isSo, look, waitMs, looksMax, signal, pause = pauseFor }: Follow): Promise<void> {
  for (let looks = 0; looks < looksMax && !isSo() && !signal.aborted; looks += 1) {
    await pause(waitMs(), signal)
    if (isSo() || signal.aborted) return
    await look()
  }
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
