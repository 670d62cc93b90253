// /Messages: create, fetch, list.
import { rfc2822, rfc2822OrNull } from './dates.ts'
import { RestError } from './rest-error.ts'
import { listPage } from './rest-page.ts'
import { hookOf, type RestReply, type RestRequest } from './rest-request.ts'
import { isE164 } from './telephone.ts'
import { segments, type TextExchange, type TextRecord } from './text-exchange.ts'

const BODY_CHARS_MAX = 1_600

export class MessagesResource {
  readonly #texts: TextExchange
  readonly #accountSid: string

  constructor(texts: TextExchange, accountSid: string) {
    this.#texts = texts
    this.#accountSid = accountSid
  }

  reply(request: RestRequest, sid: string | null): RestReply {
    if (sid === null) {
      if (request.method === 'POST') return this.#create(request.form)
      if (request.method === 'GET') return this.#list(request)
      throw new RestError(20004)
    }
    const text = this.#texts.find(sid)
    if (!text) throw new RestError(20404, `The requested resource /Messages/${sid}.json was not found`)
    if (request.method === 'GET') return { status: 200, body: this.#show(text) }
    throw new RestError(20004)
  }

  #create(form: URLSearchParams): RestReply {
    const to = form.get('To') ?? ''
    const from = form.get('From') ?? ''
    const body = form.get('Body') ?? ''
    if (!to) throw new RestError(21604)
    if (!from) throw new RestError(21603)
    if (!isE164(to)) throw new RestError(21211, `Invalid 'To' Phone Number: ${to}`)
    if (!isE164(from)) throw new RestError(21212, `Invalid From Number: ${from}`)
    if (!body) throw new RestError(21602)
    if (body.length > BODY_CHARS_MAX) throw new RestError(21617)
    if (this.#texts.hasOptedOut(to, from)) throw new RestError(21610)
    const text = this.#texts.accept(from, to, body, 'outbound-api', hookOf(form, 'StatusCallback', 21609))
    return { status: 201, body: this.#show(text), afterwards: () => this.#texts.deliver(text) }
  }

  #list(request: RestRequest): RestReply {
    const found = this.#texts
      .all()
      .filter(
        (text) =>
          [null, text.to].includes(request.query.get('To')) && [null, text.from].includes(request.query.get('From')),
      )
    return {
      status: 200,
      body: listPage(
        'messages',
        found.map((text) => this.#show(text)),
        request,
      ),
    }
  }

  #show(text: TextRecord): Record<string, unknown> {
    const uri = `/2010-04-01/Accounts/${this.#accountSid}/Messages/${text.sid}`
    return {
      sid: text.sid,
      account_sid: this.#accountSid,
      messaging_service_sid: null,
      from: text.from,
      to: text.to,
      body: text.body,
      status: text.status,
      direction: text.direction,
      num_segments: String(segments(text.body)),
      num_media: '0',
      error_code: text.errorCode,
      error_message: text.errorCode === null ? null : 'Unreachable destination handset',
      price: null,
      price_unit: 'USD',
      api_version: '2010-04-01',
      date_created: rfc2822(text.createdAt),
      date_updated: rfc2822(text.updatedAt),
      date_sent: rfc2822OrNull(text.sentAt),
      uri: `${uri}.json`,
      subresource_uris: { media: `${uri}/Media.json` },
    }
  }
}
