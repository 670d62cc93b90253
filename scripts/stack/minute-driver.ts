// Miniflare fires no cron, so this does: once a minute, on the minute. A tick that is late or lost is the product's to
// bear; one that is still running is not overtaken.

const MINUTE_MS = 60_000

export function startMinuteDriver(tick: (scheduledTime: Date) => Promise<void>): () => void {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const plan = () => {
    const at = Math.ceil((Date.now() + 1) / MINUTE_MS) * MINUTE_MS
    timer = setTimeout(() => void fire(at), at - Date.now())
  }
  const fire = async (at: number) => {
    // A timer may fire a millisecond early; the same minute must not come twice.
    if (Date.now() < at) {
      timer = setTimeout(() => void fire(at), at - Date.now())
      return
    }
    try {
      await tick(new Date(at))
    } catch (error) {
      console.error('The minute tick failed:', error)
    }
    if (!stopped) plan()
  }
  plan()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
