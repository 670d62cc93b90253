// How Twilio writes dates: RFC 2822 with a numeric zone in REST bodies and voice callbacks.

export function rfc2822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}

export function rfc2822OrNull(date: Date | null): string | null {
  return date ? rfc2822(date) : null
}
