// Credits are counted in whole millicredits; provider cost in whole micro-USD. Nothing here ever holds a fraction.

/** Charge for a connected time: by the second, rounded up once for the whole call. */
export function chargeFor(rateMillicreditsPerMinute: number, seconds: number): number {
  if (seconds <= 0) return 0
  return Math.ceil((rateMillicreditsPerMinute * seconds) / 60)
}

/** The longest whole number of seconds whose charge fits into the amount. */
export function secondsWithin(rateMillicreditsPerMinute: number, amountMillicredits: number): number {
  if (rateMillicreditsPerMinute <= 0) return Number.MAX_SAFE_INTEGER
  return Math.max(0, Math.floor((amountMillicredits * 60) / rateMillicreditsPerMinute))
}

/** `12_500` → "12.5", `100_000` → "100"; exact, never through a float of the whole amount. */
export function formatCredits(millicredits: number): string {
  const sign = millicredits < 0 ? '-' : ''
  const abs = Math.abs(millicredits)
  const fraction = String(abs % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return `${sign}${Math.floor(abs / 1000)}${fraction ? `.${fraction}` : ''}`
}

export const MILLICREDITS_PER_CREDIT = 1000
/** 1 credit lists at US$0.10. */
export const MICRO_USD_PER_CREDIT = 100_000
