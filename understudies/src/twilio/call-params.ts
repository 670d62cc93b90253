// The standard parameters of every request Twilio makes about a call.
import type { CallRecord } from './call-record.ts'
import type { Form } from './signature.ts'
import { geography } from './telephone.ts'

/** `status` differs from the record's where only callbacks have a word for it (`initiated`). */
export function callParams(call: CallRecord, status: string = call.status): Form {
  const params: Record<string, string> = {
    AccountSid: call.accountSid,
    ApiVersion: '2010-04-01',
    CallSid: call.sid,
    CallStatus: status,
    Direction: call.direction,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    ...geography('From', call.from),
    ...geography('To', call.to),
    ...geography('Caller', call.from),
    ...geography('Called', call.to),
  }
  if (call.callerName !== null) params.CallerName = call.callerName
  if (call.stirVerstat !== null) params.StirVerstat = call.stirVerstat
  if (call.callToken !== null) params.CallToken = call.callToken
  if (call.answeredBy !== null) params.AnsweredBy = call.answeredBy
  return Object.entries(params)
}
