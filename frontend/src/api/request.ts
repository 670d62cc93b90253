// A contract's route and an input → the URL, headers and body to send. Pure.
import type { z } from 'zod'
import { invalidInput } from '@callback/contracts/errors'
import type { Route } from '@callback/contracts/route'
import { fromAppError } from './api-error.ts'

type Part<Name extends string, T> = [T] extends [undefined]
  ? unknown
  : string extends keyof T
    ? unknown
    : Partial<T> extends T
      ? { [K in Name]?: T }
      : { [K in Name]: T }

export type Input<R extends Route> = Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>> &
  Part<'body', z.input<R['body']>>

export type LooseInput = { params?: unknown; query?: unknown; body?: unknown }

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw fromAppError(invalidInput(parsed.error))
  return parsed.data
}

/** Checked by the contract before it leaves, so that a mistake is shown at its field without a round trip. */
export function buildRequest(
  route: Route,
  input: LooseInput,
  origin: string,
  key: string | undefined,
): { url: string; init: RequestInit } {
  const params = checked(route.params, input.params ?? {})
  const query = checked(route.query, input.query ?? {})
  const body = checked(route.body, input.body)

  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }

  const headers = new Headers({ accept: 'application/json' })
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (key !== undefined && route.idempotent) headers.set('idempotency-key', key)
  const init: RequestInit = { method: route.method, headers, credentials: 'include' }
  return { url: url.href, init: body === undefined ? init : { ...init, body: JSON.stringify(body) } }
}

/** Repeating it cannot do it twice. */
export function isRepeatable(route: Route, key: string | undefined): boolean {
  return route.method === 'GET' || (route.idempotent && key !== undefined)
}
