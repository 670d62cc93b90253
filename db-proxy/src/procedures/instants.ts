// Moments as the contracts write them.

export const iso = (at: Date): string => at.toISOString()
export const isoOrNull = (at: Date | null): string | null => (at === null ? null : at.toISOString())

export function msAfter(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
