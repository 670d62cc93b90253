// Telephone numbers as E.164 text. Decides which may be dialled by country; ownership and consent are decided elsewhere.

const E164 = /^\+[1-9]\d{7,14}$/

export function isE164(text: string): boolean {
  return E164.test(text)
}

/** What a person typed → E.164, or null. A bare ten-digit number is taken as North American. */
export function normalizePhone(typed: string): string | null {
  if (!/^[+\d\s().-]+$/.test(typed)) return null
  const digits = typed.replace(/[^\d+]/g, '')
  const number = digits.startsWith('+')
    ? digits
    : digits.startsWith('00')
      ? `+${digits.slice(2)}`
      : digits.length === 10
        ? `+1${digits}`
        : `+${digits}`
  return isE164(number) ? number : null
}

/** Countries that may be dialled: deny by default, Twilio's own geo permissions are the second gate. */
const ALLOWED_PREFIXES = [
  '+1',
  '+33',
  '+34',
  '+39',
  '+41',
  '+43',
  '+44',
  '+45',
  '+46',
  '+47',
  '+49',
  '+61',
  '+64',
  '+353',
]

/** Premium and toll-fraud ranges inside allowed countries, and +1 islands billed as international. */
const DENIED_PREFIXES = [
  '+1900', '+1976', '+1242', '+1246', '+1264', '+1268', '+1284', '+1345', '+1441', '+1473', '+1649', '+1658', '+1664',
  '+1721', '+1758', '+1767', '+1784', '+1809', '+1829', '+1849', '+1868', '+1869', '+1876',
  '+449', '+4470', '+4476', '+4484', '+4487', '+33899', '+3389', '+49900', '+49137', '+6119',
] // prettier-ignore

export function mayDial(number: string): boolean {
  if (!isE164(number)) return false
  if (DENIED_PREFIXES.some((prefix) => number.startsWith(prefix))) return false
  return ALLOWED_PREFIXES.some((prefix) => number.startsWith(prefix))
}

/** For screens that must not show the whole number: "+1 ••• ••• 0100". */
export function maskPhone(number: string): string {
  return `${number.slice(0, 2)}••••${number.slice(-4)}`
}
