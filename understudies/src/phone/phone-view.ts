// A phone as JSON: what scripts measure and what its page draws.
import type { Phone } from './phone.ts'
import type { Phones } from './phones.ts'

export function phoneView(phone: Phone) {
  const { number, owner, state, call, heard, saidToIt, messages, calls, said, pressed } = phone
  const answered = call?.answeredAt != null
  return {
    number,
    owner,
    state,
    call,
    audibleMs: heard.audibleMs,
    silentMs: answered ? heard.silentMs : null,
    elapsedMs: heard.elapsedMs,
    saidToIt,
    messages,
    calls,
    said,
    heard: heard.segments,
    pressed,
  }
}

export type PhoneView = ReturnType<typeof phoneView>

export function phonesView(phones: Phones) {
  return {
    phones: phones.all().map(({ number, owner, state, call }) => ({ number, owner, state, call })),
    contacts: phones.carrier.contacts(),
  }
}
