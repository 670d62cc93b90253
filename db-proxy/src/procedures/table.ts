// Every procedure there is, by name. A test holds this table to the contract's catalogue.
import type { Implementation } from '../work.ts'
import * as answerInbound from './answer-inbound.ts'
import * as answerOutbound from './answer-outbound.ts'
import * as apiKeys from './api-keys.ts'
import * as attempts from './attempts.ts'
import * as callEnds from './call-ends.ts'
import * as calls from './calls.ts'
import * as coupons from './coupons.ts'
import * as facts from './facts.ts'
import * as inbox from './inbox.ts'
import * as jobs from './jobs.ts'
import * as ledger from './ledger.ts'
import * as me from './me.ts'
import * as occurrences from './occurrences.ts'
import * as operators from './operators.ts'
import * as personas from './personas.ts'
import * as phone from './phone.ts'
import * as prices from './prices.ts'
import * as purchases from './purchases.ts'
import * as schedules from './schedules.ts'
import * as signIn from './sign-in.ts'
import * as tickets from './tickets.ts'

const TOPICS: readonly object[] = [
  answerInbound, answerOutbound, apiKeys, attempts, callEnds, calls, coupons, facts, inbox, jobs, ledger, me, occurrences,
  operators, personas, phone, prices, purchases, schedules, signIn, tickets,
] // prettier-ignore

function isImplementation(value: unknown): value is Implementation {
  return typeof value === 'object' && value !== null && 'contract' in value && 'prepare' in value
}

const all = TOPICS.flatMap((topic) => Object.values(topic).filter(isImplementation))

export const TABLE: ReadonlyMap<string, Implementation> = new Map(all.map((one) => [one.contract.name, one]))
