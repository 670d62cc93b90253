// /IncomingPhoneNumbers: how an operator points the account's numbers at an application.
import type { Clock } from './clock.ts'
import { rfc2822 } from './dates.ts'
import type { Hook, IncomingNumber, IncomingNumbers } from './incoming-numbers.ts'
import { RestError } from './rest-error.ts'
import { listPage } from './rest-page.ts'
import { hookOf, type RestReply, type RestRequest } from './rest-request.ts'
import { newSid } from './sid.ts'
import { formatted, isE164 } from './telephone.ts'

const noHook: Hook = { url: '', method: 'POST' }

export class NumbersResource {
  readonly #numbers: IncomingNumbers
  readonly #clock: Clock
  readonly #accountSid: string

  constructor(numbers: IncomingNumbers, clock: Clock, accountSid: string) {
    this.#numbers = numbers
    this.#clock = clock
    this.#accountSid = accountSid
  }

  reply(request: RestRequest, sid: string | null): RestReply {
    if (sid === null) {
      if (request.method === 'POST') return this.#create(request.form)
      if (request.method === 'GET') return this.#list(request)
      throw new RestError(20004)
    }
    const number = this.#numbers.withSid(sid)
    if (!number) throw new RestError(20404, `The requested resource /IncomingPhoneNumbers/${sid}.json was not found`)
    switch (request.method) {
      case 'GET':
        return { status: 200, body: this.#show(number) }
      case 'POST':
        return this.#update(number, request.form)
      case 'DELETE':
        this.#numbers.remove(number)
        return { status: 204, body: null }
      default:
        throw new RestError(20004)
    }
  }

  #create(form: URLSearchParams): RestReply {
    const written = form.get('PhoneNumber') ?? ''
    if (!isE164(written)) throw new RestError(21421)
    if (this.#numbers.at(written)) throw new RestError(21422, `${written} is not available`)
    const now = this.#clock.date()
    const number: IncomingNumber = {
      sid: newSid('PN'),
      number: written,
      friendlyName: formatted(written),
      voice: noHook,
      voiceFallback: noHook,
      status: noHook,
      sms: noHook,
      smsFallback: noHook,
      createdAt: now,
      updatedAt: now,
    }
    apply(number, form)
    this.#numbers.add(number)
    return { status: 201, body: this.#show(number) }
  }

  #update(number: IncomingNumber, form: URLSearchParams): RestReply {
    apply(number, form)
    number.updatedAt = this.#clock.date()
    return { status: 200, body: this.#show(number) }
  }

  #list(request: RestRequest): RestReply {
    const wanted = request.query.get('PhoneNumber')
    const name = request.query.get('FriendlyName')
    const found = this.#numbers
      .all()
      .filter(
        (number) =>
          (wanted === null || number.number.includes(wanted)) && (name === null || number.friendlyName === name),
      )
    return {
      status: 200,
      body: listPage(
        'incoming_phone_numbers',
        found.map((number) => this.#show(number)),
        request,
      ),
    }
  }

  #show(number: IncomingNumber): Record<string, unknown> {
    return {
      sid: number.sid,
      account_sid: this.#accountSid,
      friendly_name: number.friendlyName,
      phone_number: number.number,
      voice_url: number.voice.url,
      voice_method: number.voice.method,
      voice_fallback_url: number.voiceFallback.url,
      voice_fallback_method: number.voiceFallback.method,
      voice_caller_id_lookup: false,
      voice_application_sid: '',
      voice_receive_mode: 'voice',
      status_callback: number.status.url,
      status_callback_method: number.status.method,
      sms_url: number.sms.url,
      sms_method: number.sms.method,
      sms_fallback_url: number.smsFallback.url,
      sms_fallback_method: number.smsFallback.method,
      sms_application_sid: '',
      capabilities: { voice: true, sms: true, mms: false, fax: false },
      beta: false,
      origin: 'twilio',
      status: 'in-use',
      trunk_sid: null,
      address_sid: null,
      address_requirements: 'none',
      identity_sid: null,
      bundle_sid: null,
      emergency_status: 'Inactive',
      emergency_address_sid: null,
      emergency_address_status: 'unregistered',
      api_version: '2010-04-01',
      date_created: rfc2822(number.createdAt),
      date_updated: rfc2822(number.updatedAt),
      uri: `/2010-04-01/Accounts/${this.#accountSid}/IncomingPhoneNumbers/${number.sid}.json`,
    }
  }
}

function apply(number: IncomingNumber, form: URLSearchParams): void {
  number.friendlyName = form.get('FriendlyName') || number.friendlyName
  number.voice = changed(form, 'VoiceUrl', 21205, number.voice)
  number.voiceFallback = changed(form, 'VoiceFallbackUrl', 21205, number.voiceFallback)
  number.status = changed(form, 'StatusCallback', 21609, number.status)
  number.sms = changed(form, 'SmsUrl', 21205, number.sms)
  number.smsFallback = changed(form, 'SmsFallbackUrl', 21205, number.smsFallback)
}

/** An empty address unsets the hook; an absent one leaves it. */
function changed(form: URLSearchParams, name: string, code: 21205 | 21609, before: Hook): Hook {
  return form.has(name) ? (hookOf(form, name, code) ?? noHook) : before
}
