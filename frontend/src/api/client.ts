// The one fetch. Speaks the contract's routes: input checked, output parsed, errors typed, safe requests repeated.
import { inject, type InjectionKey } from 'vue'
import type { z } from 'zod'
import type { Route } from '@callback/contracts/route'
import { aborted, asApiError, fromErrorBody, unreachable, unreadable, type ApiError } from './api-error.ts'
import { buildRequest, isRepeatable, type Input } from './request.ts'

export type Api = {
  readonly origin: string
  send<R extends Route>(route: R, input: Input<R>, options?: SendOptions): Promise<z.output<R['output']>>
}
export type SendOptions = { key?: string; signal?: AbortSignal }

export type ClientParts = {
  origin: string
  fetch: typeof globalThis.fetch
  wait: (ms: number) => Promise<void>
  /** Told when a request of a signed-in person is answered with "nobody is signed in". */
  onSignedOut: () => void
}

/** Waits before the second and third try: a restart or a network change is over by then, a longer outage is told to the person. */
const RETRY_WAITS_MS = [400, 1200]
/** Longest the gateway may take for an answer, above its own deadline. */
const ANSWER_MS_MAX = 15_000

export function createClient({ origin, fetch, wait, onSignedOut }: ClientParts): Api {
  async function attempt(
    route: Route,
    url: string,
    init: RequestInit,
    given: AbortSignal | undefined,
  ): Promise<unknown> {
    const timeout = AbortSignal.timeout(ANSWER_MS_MAX)
    const signal = given ? AbortSignal.any([given, timeout]) : timeout
    let response: Response
    let text: string
    try {
      response = await fetch(url, { ...init, signal })
      text = await response.text()
    } catch {
      throw given?.aborted ? aborted() : unreachable()
    }
    const body = parseJson(text)
    if (!response.ok) throw fromErrorBody(response.status, body)
    const parsed = route.output.safeParse(body)
    if (!parsed.success) throw unreadable()
    return parsed.data
  }

  async function send(route: Route, input: object, options: SendOptions = {}): Promise<unknown> {
    const { url, init } = buildRequest(route, input, origin, options.key)
    const waits = isRepeatable(route, options.key) ? RETRY_WAITS_MS : []
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt(route, url, init, options.signal)
      } catch (caught) {
        const error = asApiError(caught)
        const waitMs = waits[tries]
        if (waitMs === undefined || !isWorthRepeating(error)) {
          if (error.code === 'unauthenticated' && route.access !== 'public') onSignedOut()
          throw error
        }
        await wait(waitMs)
      }
    }
  }

  // The output was parsed by this very route's schema, which is what its type says.
  return { origin, send: send as Api['send'] } // eslint-disable-line @typescript-eslint/consistent-type-assertions
}

function isWorthRepeating(error: ApiError): boolean {
  return error.code === 'unreachable' || error.code === 'unavailable' || error.code === 'upstream_failed'
}

/** What is no JSON (a proxy's error page) becomes null, which no schema and no error body accepts. */
function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const API: InjectionKey<Api> = Symbol('api')

export function useApi(): Api {
  const api = inject(API)
  if (!api) throw new Error('The app was started without its API client.')
  return api
}
