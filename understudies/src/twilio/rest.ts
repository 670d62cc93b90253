// The REST door: HTTP Basic, form bodies, Twilio's errors, and the reply that may be lost on purpose.
import { timingSafeEqual, createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendJson, TooLarge } from './http.ts'
import { RestError } from './rest-error.ts'
import type { RestReply, RestRequest } from './rest-request.ts'
import { wait } from './wait.ts'
import type { World } from './world.ts'

export type Resource = { reply(request: RestRequest, sid: string | null): RestReply }
export type Resources = Record<string, Resource>

const never = new AbortController().signal
const accountPath = /^\/2010-04-01\/Accounts\/([^/]+)\.json$/
const resourcePath = /^\/2010-04-01\/Accounts\/([^/]+)\/(\w+)(?:\/(\w+))?\.json$/

export class RestDoor {
  readonly #world: World
  readonly #credentials: string
  readonly #resources: Resources
  readonly #verify: (path: string, form: URLSearchParams, method: string) => RestReply

  constructor(options: {
    world: World
    authToken: string
    resources: Resources
    verify(path: string, form: URLSearchParams, method: string): RestReply
  }) {
    this.#world = options.world
    this.#credentials = `Basic ${Buffer.from(`${options.world.accountSid}:${options.authToken}`).toString('base64')}`
    this.#resources = options.resources
    this.#verify = options.verify
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const reply = await this.#reply(request, url)
    const { latencyMs } = this.#world.faults.settings
    if (latencyMs > 0) await wait(this.#world.clock, latencyMs, never)
    if (reply.lost === 'drop') request.socket.destroy()
    if (reply.lost) return reply.afterwards?.()
    if (reply.afterwards) response.once('close', reply.afterwards)
    if (reply.body === null) response.writeHead(reply.status).end()
    else sendJson(response, reply.status, reply.body)
  }

  async #reply(request: IncomingMessage, url: URL): Promise<RestReply> {
    try {
      if (!same(request.headers.authorization ?? '', this.#credentials)) throw new RestError(20003)
      const form = new URLSearchParams(await readBody(request))
      return this.#route({ method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, form })
    } catch (error) {
      if (error instanceof RestError) return { status: error.status, body: error.body() }
      if (error instanceof TooLarge) return { status: 413, body: new RestError(20001, 'Request too large').body() }
      throw error
    }
  }

  #route(request: RestRequest): RestReply {
    if (request.path.startsWith('/v2/')) return this.#verify(request.path, request.form, request.method)
    const account = accountPath.exec(request.path)
    if (account && this.#isOurs(account[1])) return { status: 200, body: this.#account() }
    const found = resourcePath.exec(request.path)
    const resource = found?.[2] === undefined ? undefined : this.#resources[found[2]]
    if (!found || !resource || !this.#isOurs(found[1])) {
      throw new RestError(20404, `The requested resource ${request.path} was not found`)
    }
    return resource.reply(request, found[3] ?? null)
  }

  #isOurs(sid: string | undefined): boolean {
    return sid === this.#world.accountSid
  }

  #account(): Record<string, unknown> {
    const { accountSid } = this.#world
    return {
      sid: accountSid,
      owner_account_sid: accountSid,
      friendly_name: 'Understudy',
      status: 'active',
      type: 'Full',
      uri: `/2010-04-01/Accounts/${accountSid}.json`,
    }
  }
}

/** Compared by digest, so that neither length nor content shows in the time taken. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
