// Routes for understudies that speak plain REST: method and path to a whole answer, behind the door that can misbehave.
// It knows no vendor: error shapes come from the understudy that uses it.
import { Faults } from './faults.ts'
import { send, startDoor, type Ask, type Refusal } from './faulty-door.ts'
import type { Running } from './loopback.ts'

export type WebRequest = Ask
export type WebReply = Refusal

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Segments starting with a colon are handed to `handle` in order. */
  path: string
  handle: (request: WebRequest, ...params: string[]) => WebReply | Promise<WebReply>
}

export type WebServerOptions = {
  port: number
  routes: readonly Route[]
  notFound: (request: WebRequest) => WebReply
  failed: (error: unknown) => WebReply
  /** What the vendor says with a status that a fault imposes. */
  failure: (status: number) => WebReply
}

export function startWebServer(options: WebServerOptions): Promise<Running> {
  const { port, notFound, failed, failure } = options
  const routes = options.routes.map((route) => ({ ...route, segments: route.path.split('/') }))

  async function answer(request: WebRequest): Promise<WebReply> {
    for (const route of routes) {
      const params = route.method === request.method ? match(route.segments, request.path) : undefined
      if (params !== undefined) return route.handle(request, ...params)
    }
    return notFound(request)
  }

  const vendor = {
    port,
    failure,
    answer: async (ask: Ask, reply: Parameters<typeof send>[0]) => send(reply, await answer(ask).catch(failed)),
  }
  return startDoor(vendor, new Faults())
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): WebReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function redirect(location: string): WebReply {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' }
}

function match(segments: readonly string[], path: string): string[] | undefined {
  const given = path.split('/')
  if (given.length !== segments.length) return undefined
  const params: string[] = []
  for (const [index, segment] of segments.entries()) {
    const value = given[index] ?? ''
    if (segment.startsWith(':')) {
      if (value === '') return undefined
      params.push(decode(value))
    } else if (segment !== value) return undefined
  }
  return params
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch (error) {
    if (error instanceof URIError) return value
    throw error
  }
}
