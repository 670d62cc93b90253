// What happened with a call, in plain words.
import type { CallStatus, EndReason } from '@callback/domain/call-status'
import type { CostService, UsageUnit } from '@callback/domain/prices'
import { length } from './duration.ts'

export function statusWords(status: CallStatus, personaName: string): string {
  switch (status) {
    case 'queued':
      return 'Getting ready'
    case 'dialing':
      return 'Dialling'
    case 'ringing':
      return 'Your phone is ringing'
    case 'in-progress':
      return `On the line with ${personaName}`
    case 'completed':
      return 'Call ended'
    case 'busy':
      return 'The line was busy'
    case 'no-answer':
      return 'Nobody answered'
    case 'failed':
      return 'The call did not go through'
    case 'canceled':
      return 'Called off'
  }
}

export function endWords(reason: EndReason, personaName: string): string {
  switch (reason) {
    case 'caller_hung_up':
      return 'You hung up.'
    case 'persona_ended':
      return `${personaName} said goodbye and hung up.`
    case 'ended_on_site':
      return 'Ended from this site.'
    case 'time_up':
      return 'The time for this call was used up.'
    case 'silence':
      return `The line stayed silent, so ${personaName} hung up.`
    case 'no_answer':
      return 'Your phone rang, but nobody answered.'
    case 'busy':
      return 'Your line was busy.'
    case 'canceled':
      return 'Called off before anybody answered.'
    case 'failed':
      return 'The call could not be put through.'
    case 'provider_unavailable':
      return 'A service the call needs could not be reached, so it ended early.'
    case 'line_lost':
      return 'The line went dead.'
    case 'node_lost':
      return 'The call broke off through a fault of ours.'
  }
}

export const SERVICE_WORDS: Readonly<Record<CostService, { name: string; does: string }>> = {
  telephony: { name: 'Phone line', does: 'carries the call' },
  ear: { name: 'Listening', does: 'hears what you say' },
  mind: { name: 'Thinking', does: 'finds the answer' },
  mouth: { name: 'Speaking', does: 'gives it a voice' },
}

export function quantityWords(quantity: number, unit: UsageUnit): string {
  switch (unit) {
    case 'seconds':
      return length(quantity)
    case 'input_tokens':
      return `${quantity.toLocaleString('en-US')} tokens read`
    case 'output_tokens':
      return `${quantity.toLocaleString('en-US')} tokens written`
    case 'characters':
      return `${quantity.toLocaleString('en-US')} characters`
  }
}
