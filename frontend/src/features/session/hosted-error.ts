// What to say when the hosted sign-in sent the person back without signing them in.
import type { SignInError } from '@callback/contracts/session'

const WORDS: Readonly<Record<SignInError, string>> = {
  cancelled: 'You stopped before the end. You are not signed in.',
  expired: 'That took too long, so it was called off. Try again.',
  failed: 'Signing in did not work. Try again, or use your e-mail and password.',
}

export function hostedErrorWords(told: unknown): string {
  const known = Object.entries(WORDS).find(([error]) => error === told)
  return known?.[1] ?? WORDS.failed
}
