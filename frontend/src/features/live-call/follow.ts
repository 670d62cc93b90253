// Looks again and again until something is so. The live room may be silent (nobody answered, a lost socket); this is what
// then brings the news.

/** Between looks: before the answer every second counts; during the call the room tells, and this is only the net below it. */
const LOOK_MS: Readonly<Record<string, number>> = { 'in-progress': 8000, settling: 2500 }
const LOOK_MS_ELSE = 1200
/** An hour of talk at 8 s is 450 looks; ringing adds some 60. */
const LOOKS_MAX = 600

export async function followUntil(
  isSo: () => boolean,
  phase: () => string,
  look: () => Promise<void>,
  signal: AbortSignal,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = pauseFor,
): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX && !isSo() && !signal.aborted; looks += 1) {
    await pause(LOOK_MS[phase()] ?? LOOK_MS_ELSE, signal)
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
