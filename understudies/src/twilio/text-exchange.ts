// Text messages both ways: to phones with delivery receipts, from phones to the SmsUrl of the number they wrote to.
import type { Debugger } from './debugger.ts'
import type { Handset } from './handset.ts'
import type { Hook, IncomingNumbers } from './incoming-numbers.ts'
import { newSid } from './sid.ts'
import type { Form } from './signature.ts'
import { geography } from './telephone.ts'
import { parseTwiml, TwimlError, type Verb } from './twiml.ts'
import type { World } from './world.ts'

export type TextStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'undelivered' | 'received'
export type TextRecord = {
  sid: string
  from: string
  to: string
  body: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply'
  status: TextStatus
  errorCode: number | null
  statusCallback: Hook | null
  createdAt: Date
  updatedAt: Date
  sentAt: Date | null
}

/** The oldest are forgotten. */
const TEXTS_KEPT_MAX = 10_000
/** Characters of one segment, and of each segment once there are more. */
const SEGMENT = 160
const SEGMENT_OF_MANY = 153
const UNREACHABLE = 30003

export function segments(body: string): number {
  return body.length <= SEGMENT ? 1 : Math.ceil(body.length / SEGMENT_OF_MANY)
}

export class TextExchange {
  readonly #world: World
  readonly #numbers: IncomingNumbers
  readonly #phone: (number: string) => Handset
  readonly #unreachable: ReadonlySet<string>
  readonly #texts = new Map<string, TextRecord>()
  /** `from>to` pairs of those who wrote STOP. */
  readonly #optedOut = new Set<string>()

  constructor(options: {
    world: World
    numbers: IncomingNumbers
    phone(number: string): Handset
    unreachable: ReadonlySet<string>
  }) {
    this.#world = options.world
    this.#numbers = options.numbers
    this.#phone = (number) => options.phone(number)
    this.#unreachable = options.unreachable
  }

  hasOptedOut(person: string, number: string): boolean {
    return this.#optedOut.has(`${person}>${number}`)
  }

  accept(
    from: string,
    to: string,
    body: string,
    direction: TextRecord['direction'],
    statusCallback: Hook | null,
  ): TextRecord {
    const now = this.#world.clock.date()
    const status = direction === 'inbound' ? 'received' : 'queued'
    const text: TextRecord = {
      sid: newSid('SM'),
      from,
      to,
      body,
      direction,
      status,
      errorCode: null,
      statusCallback,
      createdAt: now,
      updatedAt: now,
      sentAt: null,
    }
    this.#texts.set(text.sid, text)
    const oldest = this.#texts.keys().next()
    if (this.#texts.size > TEXTS_KEPT_MAX && !oldest.done) this.#texts.delete(oldest.value)
    return text
  }

  deliver(text: TextRecord): void {
    this.#become(text, 'sent')
    if (this.#unreachable.has(text.to)) {
      text.errorCode = UNREACHABLE
      return this.#become(text, 'undelivered')
    }
    const { sid, from, to, body } = text
    this.#phone(to).receive({ sid, from, to, body, at: this.#world.clock.date().toISOString() })
    this.#become(text, 'delivered')
  }

  /** A phone writes. False when the number it wrote to is not one of the account's. */
  write(from: string, to: string, body: string): boolean {
    const number = this.#numbers.at(to)
    if (!number) return false
    const word = body.trim().toUpperCase()
    if (['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'].includes(word)) this.#optedOut.add(`${from}>${to}`)
    if (['START', 'YES', 'UNSTOP'].includes(word)) this.#optedOut.delete(`${from}>${to}`)
    const text = this.accept(from, to, body, 'inbound', null)
    if (number.sms.url !== '') void this.#ask(text, number.sms)
    return true
  }

  find(sid: string): TextRecord | undefined {
    return this.#texts.get(sid)
  }

  /** Newest first. */
  all(): TextRecord[] {
    return [...this.#texts.values()].reverse()
  }

  async #ask(text: TextRecord, hook: Hook): Promise<void> {
    const reply = await this.#world.webhooks.send({ ...hook, form: inboundForm(text, this.#world.accountSid) })
    if (reply.kind === 'failed') return this.#world.notices.raise(11200, `SMS webhook failed (${reply.reason})`)
    for (const verb of readReplies(reply.body, this.#world.notices)) {
      if (verb.verb !== 'message' || verb.body === '') continue
      const to = verb.to ?? text.from
      const from = verb.from ?? text.to
      if (!this.hasOptedOut(to, from)) this.deliver(this.accept(from, to, verb.body, 'outbound-reply', null))
    }
  }

  #become(text: TextRecord, status: TextStatus): void {
    text.status = status
    text.updatedAt = this.#world.clock.date()
    if (status === 'sent') text.sentAt = text.updatedAt
    if (!text.statusCallback || this.#world.faults.spend('dropStatusCallbacks')) return
    const form: Array<readonly [string, string]> = [
      ['AccountSid', this.#world.accountSid],
      ['ApiVersion', '2010-04-01'],
      ['From', text.from],
      ['To', text.to],
      ['MessageSid', text.sid],
      ['SmsSid', text.sid],
      ['MessageStatus', status],
      ['SmsStatus', status],
    ]
    if (text.errorCode !== null) form.push(['ErrorCode', String(text.errorCode)])
    void this.#world.webhooks.send({ ...text.statusCallback, form })
  }
}

function inboundForm(text: TextRecord, accountSid: string): Form {
  return Object.entries({
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: text.sid,
    SmsMessageSid: text.sid,
    SmsSid: text.sid,
    SmsStatus: 'received',
    From: text.from,
    To: text.to,
    Body: text.body,
    NumMedia: '0',
    NumSegments: String(segments(text.body)),
    ...geography('From', text.from),
    ...geography('To', text.to),
  })
}

function readReplies(body: string, notices: Debugger): Verb[] {
  if (body.trim() === '') return []
  try {
    return parseTwiml(body)
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error
    notices.raise(error.code, error.message)
    return []
  }
}
