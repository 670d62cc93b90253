// Ids carry their kind: three letters and twenty characters of randomness. Unguessable, but never a proof of a right.
import { z } from 'zod'

export const ID_KINDS = {
  account: 'acc',
  user: 'usr',
  persona: 'per',
  schedule: 'sch',
  occurrence: 'occ',
  attempt: 'att',
  call: 'cal',
  fact: 'fac',
  purchase: 'pur',
  key: 'key',
  job: 'job',
  inbox: 'inb',
} as const
export type IdKind = keyof typeof ID_KINDS

const ALPHABET = '0123456789abcdefghijkmnpqrstvwxy'

export function newId(kind: IdKind): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20))
  return `${ID_KINDS[kind]}_${Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('')}`
}

const idOf = <K extends IdKind>(kind: K) =>
  z
    .string()
    .regex(
      new RegExp(`^${ID_KINDS[kind]}_[0-9a-y]{20}$`),
      `must be ${kind === 'account' || kind === 'attempt' || kind === 'occurrence' || kind === 'inbox' ? 'an' : 'a'} ${kind} id`,
    )
    .brand<K>()

export const AccountId = idOf('account')
export const UserId = idOf('user')
export const PersonaId = idOf('persona')
export const ScheduleId = idOf('schedule')
export const OccurrenceId = idOf('occurrence')
export const AttemptId = idOf('attempt')
export const CallId = idOf('call')
export const FactId = idOf('fact')
export const PurchaseId = idOf('purchase')
export const KeyId = idOf('key')
export const JobId = idOf('job')
export const InboxId = idOf('inbox')

export type AccountId = z.infer<typeof AccountId>
export type UserId = z.infer<typeof UserId>
export type PersonaId = z.infer<typeof PersonaId>
export type ScheduleId = z.infer<typeof ScheduleId>
export type OccurrenceId = z.infer<typeof OccurrenceId>
export type AttemptId = z.infer<typeof AttemptId>
export type CallId = z.infer<typeof CallId>
export type FactId = z.infer<typeof FactId>
export type PurchaseId = z.infer<typeof PurchaseId>
export type KeyId = z.infer<typeof KeyId>
export type JobId = z.infer<typeof JobId>
export type InboxId = z.infer<typeof InboxId>
