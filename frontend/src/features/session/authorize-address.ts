// Where a full-page sign-in begins: the gateway's authorize route, which sends the browser on to Google or the hosted page.
import { authorize } from '@callback/contracts/me'

export type Provider = 'GoogleOAuth' | 'authkit'

/** The contract's own bound on where to come back to. */
const RETURN_CHARS_MAX = 200

export function authorizeAddress(origin: string, provider: Provider, returnTo: string): string {
  const url = new URL(authorize.path, origin)
  url.searchParams.set('provider', provider)
  url.searchParams.set('returnTo', safeReturn(returnTo))
  return url.href
}

/** Only a path of this site may be returned to; anything else leads home. */
export function safeReturn(returnTo: unknown): string {
  if (typeof returnTo !== 'string' || returnTo.length > RETURN_CHARS_MAX) return '/'
  return /^\/(?![/\\])/.test(returnTo) ? returnTo : '/'
}
