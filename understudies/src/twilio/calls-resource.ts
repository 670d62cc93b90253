// /Calls: create, fetch, list, update. The reply leaves before anything rings.
import { endsOf, planOf, statusCallbackOf, timeLimitOf, twimlOf } from './call-form.ts'
import { callResource, type CallRecord } from './call-record.ts'
import type { Exchange } from './exchange.ts'
import type { LiveCall } from './live-call.ts'
import { RestError } from './rest-error.ts'
import { listPage } from './rest-page.ts'
import type { RestReply, RestRequest } from './rest-request.ts'
import type { World } from './world.ts'

export class CallsResource {
  readonly #exchange: Exchange
  readonly #world: World

  constructor(exchange: Exchange, world: World) {
    this.#exchange = exchange
    this.#world = world
  }

  reply(request: RestRequest, sid: string | null): RestReply {
    if (sid === null) {
      if (request.method === 'POST') return this.#create(request)
      if (request.method === 'GET') return this.#list(request)
      throw new RestError(20004)
    }
    const call = this.#exchange.find(sid)
    if (!call) throw new RestError(20404, `The requested resource /Calls/${sid}.json was not found`)
    if (request.method === 'POST') return this.#update(call, request.form)
    if (request.method === 'GET') return { status: 200, body: this.#show(call.record) }
    throw new RestError(20004)
  }

  #create({ form }: RestRequest): RestReply {
    const { faults } = this.#world
    if (faults.spend('loseCreateRequest')) return { status: 0, body: null, lost: 'drop' }
    const { createCall } = faults.settings
    if (createCall === '429') throw new RestError(20429)
    if (createCall === '500') throw new RestError(20500)
    const { to, from } = endsOf(form)
    if (createCall === 'refuse') throw new RestError(21216, `Account not allowed to call ${to}`)
    const call = this.#exchange.place(to, from, form.get('CallerName'), planOf(form))
    const reply = { status: 201, body: this.#show(call.record), afterwards: () => this.#exchange.dial(call) }
    if (createCall === 'timeout-after-accept') return { ...reply, lost: 'hang' }
    return faults.spend('loseCreateReply') ? { ...reply, lost: 'drop' } : reply
  }

  #update(call: LiveCall, form: URLSearchParams): RestReply {
    const status = form.get('Status')
    const twiml = twimlOf(form)
    const statusCallback = statusCallbackOf(form)
    const timeLimit = timeLimitOf(form)
    if (status !== null && status !== 'completed' && status !== 'canceled') {
      throw new RestError(20001, `Status cannot be changed to ${status}`)
    }
    if (twiml && call.record.status !== 'in-progress') throw new RestError(21220)
    if (statusCallback) call.tell(statusCallback)
    if (timeLimit !== null) call.limit(timeLimit)
    if (status === 'completed') call.hangUp()
    else if (status === 'canceled') {
      if (call.record.status === 'in-progress') throw new RestError(21220, 'Call is in-progress. Cannot cancel.')
      call.hangUp()
    } else if (twiml) call.redirect(twiml)
    return { status: 200, body: this.#show(call.record) }
  }

  #list(request: RestRequest): RestReply {
    const matches = filterOf(request.query)
    const visibleBefore = this.#world.clock.date().getTime() - this.#world.faults.settings.listLagMs
    const lagging = this.#world.faults.settings.listLagMs > 0
    const calls = this.#exchange
      .all()
      .filter((call) => (!lagging || call.createdAt.getTime() <= visibleBefore) && matches(call))
    return {
      status: 200,
      body: listPage(
        'calls',
        calls.map((call) => this.#show(call)),
        request,
      ),
    }
  }

  #show(call: CallRecord): Record<string, unknown> {
    return callResource(call, this.#world.clock.date())
  }
}

/** `StartTime>=` arrives as the key `StartTime>`. Bounds include their own second, or their own day in UTC. */
function filterOf(query: URLSearchParams): (call: CallRecord) => boolean {
  const exact = query.get('StartTime')
  const after = range(query.get('StartTime>') ?? exact)?.from ?? -Infinity
  const before = range(query.get('StartTime<') ?? exact)?.to ?? Infinity
  return (call) => {
    const started = (call.answeredAt ?? call.startedAt ?? call.createdAt).getTime()
    return (
      is(query.get('To'), call.to) &&
      is(query.get('From'), call.from) &&
      is(query.get('Status'), call.status) &&
      started >= after &&
      started < before
    )
  }
}

function is(wanted: string | null, actual: string): boolean {
  return wanted === null || wanted === actual
}

function range(written: string | null): { from: number; to: number } | null {
  if (written === null) return null
  const from = Date.parse(written)
  if (Number.isNaN(from)) throw new RestError(20001, `${written} is not a date`)
  return { from, to: from + (written.includes('T') ? 1_000 : 86_400_000) }
}
