// Telephone numbers as Twilio shows them. E.164 only: the understudy has no national dialling plan.

const E164 = /^\+[1-9]\d{6,14}$/

export function isE164(number: string): boolean {
  return E164.test(number)
}

export function formatted(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number
}

const countries: ReadonlyArray<readonly [prefix: string, country: string]> = [
  ['+1', 'US'],
  ['+44', 'GB'],
  ['+49', 'DE'],
  ['+33', 'FR'],
  ['+34', 'ES'],
  ['+39', 'IT'],
  ['+31', 'NL'],
  ['+61', 'AU'],
  ['+81', 'JP'],
  ['+91', 'IN'],
]

export function countryOf(number: string): string {
  return countries.find(([prefix]) => number.startsWith(prefix))?.[1] ?? ''
}

/** The geography copies of a webhook. Cities are left empty, as Twilio leaves them for most mobile numbers. */
export function geography(side: 'From' | 'To' | 'Caller' | 'Called', number: string): Record<string, string> {
  return { [`${side}City`]: '', [`${side}State`]: '', [`${side}Zip`]: '', [`${side}Country`]: countryOf(number) }
}
