// A REST request after the door (who, how large, which account), and what a resource may reply.
import { RestError } from './rest-error.ts'
import type { Hook } from './incoming-numbers.ts'
import type { WebhookMethod } from './webhook.ts'
import { isWebhookUrl } from './webhook-url.ts'

export type RestRequest = {
  method: string
  /** As requested, without the query. */
  path: string
  query: URLSearchParams
  form: URLSearchParams
}

export type RestReply = {
  status: number
  body: Record<string, unknown> | null
  /** Runs once the reply has left, or has been lost on purpose. */
  afterwards?: () => void
  /** A fault: the connection is dropped, or kept open for ever, instead of answered. */
  lost?: 'drop' | 'hang'
}

export function methodOf(form: URLSearchParams, name: string): WebhookMethod {
  return form.get(name)?.toUpperCase() === 'GET' ? 'GET' : 'POST'
}

/** A webhook address with its method; an absent one is null, a bad one is the caller's fault. */
export function hookOf(form: URLSearchParams, name: string, code: 21205 | 21609): Hook | null {
  const url = form.get(name)
  if (url === null || url === '') return null
  if (!isWebhookUrl(url)) throw new RestError(code, `${name} is not a valid URL: ${url}`)
  return { url, method: methodOf(form, name.replace(/Url$/, '') + 'Method') }
}
