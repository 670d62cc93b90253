// Money as a person reads it: credits from millicredits, dollars from micro-USD, prices from minor units.
import { formatCredits } from '@callback/domain/money'
import { readerLocale } from './locale.ts'

/** `12_500` → "12.5 credits", `1000` → "1 credit". */
export function credits(millicredits: number): string {
  return `${formatCredits(millicredits)} ${Math.abs(millicredits) === 1000 ? 'credit' : 'credits'}`
}

/** With its sign, for a movement: "+50", "−2.4", "0". */
export function signedCredits(millicredits: number): string {
  if (millicredits === 0) return '0'
  return millicredits > 0 ? `+${formatCredits(millicredits)}` : `\u2212${formatCredits(-millicredits)}`
}

export function perMinute(rateMillicreditsPerMinute: number): string {
  return `${credits(rateMillicreditsPerMinute)} a minute`
}

/** Fractions of a cent matter in a receipt, so up to six decimals, never fewer than two. */
export function dollars(microUsd: number): string {
  const fraction = String(Math.abs(microUsd) % 1_000_000)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${microUsd < 0 ? '\u2212' : ''}$${Math.floor(Math.abs(microUsd) / 1_000_000)}.${fraction}`
}

export function price(minor: number, currency: string, locale: string = readerLocale()): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(minor / 10 ** digits)
}
