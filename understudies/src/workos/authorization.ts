// The authorize request a browser arrives with. Checked on every step, because the hosted pages keep no state of their own.
import { z } from 'zod'

/** Something the person must see here: sending the browser on to an unchecked address would be an open redirect. */
export class BadAuthorization extends Error {}

const Query = z.object({
  client_id: z.string(),
  redirect_uri: z.url(),
  response_type: z.string(),
  provider: z.string().optional(),
  state: z.string().optional(),
  screen_hint: z.enum(['sign-up', 'sign-in']).optional(),
  login_hint: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
})
export type Authorization = z.infer<typeof Query>

export const SOCIAL = {
  GoogleOAuth: 'Google',
  MicrosoftOAuth: 'Microsoft',
  GitHubOAuth: 'GitHub',
  AppleOAuth: 'Apple',
} as const
export type Social = keyof typeof SOCIAL

export function isSocial(provider: string | undefined): provider is Social {
  return provider !== undefined && Object.hasOwn(SOCIAL, provider)
}

export function readAuthorization(query: URLSearchParams, clientId: string): Authorization {
  const parsed = Query.safeParse(Object.fromEntries(query))
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw new BadAuthorization(`The request to sign in lacks something or is malformed: ${fields}.`)
  }
  if (parsed.data.client_id !== clientId) throw new BadAuthorization('The client ID of this request is not known here.')
  if (!isLoopback(parsed.data.redirect_uri)) {
    throw new BadAuthorization('The redirect URI is not allowed: only addresses on this machine are.')
  }
  return parsed.data
}

/** What the product is told when the request itself cannot be served. */
export function flaw(authorization: Authorization): string | undefined {
  if (authorization.response_type !== 'code') return 'Only response_type=code is supported.'
  if (authorization.provider !== 'authkit' && !isSocial(authorization.provider))
    return 'The provider is missing or not set up.'
  const method = authorization.code_challenge_method ?? 'S256'
  if (authorization.code_challenge !== undefined && method !== 'S256')
    return 'Only code_challenge_method=S256 is supported.'
  return undefined
}

export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  const isHere =
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]'
  return isHere && (protocol === 'http:' || protocol === 'https:')
}

export function callback({ redirect_uri: target, state }: Authorization, answer: Record<string, string>): string {
  const url = new URL(target)
  for (const [name, value] of Object.entries({ ...answer, ...(state !== undefined && { state }) }))
    url.searchParams.set(name, value)
  return url.toString()
}
