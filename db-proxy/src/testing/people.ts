// People of a test, made the way people are: signed in, phone proven by code, credits granted by an operator.
import { randomBytes, randomInt } from 'node:crypto'
import * as calls from '@callback/contracts/db/calls'
import * as money from '@callback/contracts/db/money'
import * as people from '@callback/contracts/db/people'
import { VOICES } from '@callback/contracts/personas'
import { mintTicket } from '@callback/contracts/ticket'
import type { Identity, World } from './world.ts'

export const BRAD = 'per_01brad00000000000001'
export const BRAD_NUMBER = '+14155550101'

/** A persona somebody makes. */
export const OWN = { name: 'Own', tagline: 'Mine', instructions: 'Be kind.', voiceId: VOICES[1].id }

export type Person = Identity & { number: string; workosUserId: string; email: string }

export const hash = (): string => randomBytes(32).toString('hex')
export const callSid = (): string => `CA${randomBytes(16).toString('hex')}`
export const phoneNumber = (): string => `+1415${randomInt(2_000_000, 9_999_999)}`

export async function meet(world: World, { millicredits = 100_000, verified = true } = {}): Promise<Person> {
  const name = randomBytes(6).toString('hex')
  const identity = { workosUserId: `user_${name}`, email: `${name}@example.com` }
  const signIn = { ...identity, emailVerified: true, firstName: 'Kim', lastName: '', zone: 'Europe/Berlin' }
  const { account, user } = (await world.ask(people.signInUser, signIn)).identity
  const person = { account, user, number: phoneNumber(), ...identity }
  if (verified) await prove(world, person)
  if (millicredits > 0) await grant(world, account, millicredits)
  return person
}

export async function prove(world: World, person: Person): Promise<void> {
  const codeHash = hash()
  await world.ask(people.startPhone, { number: person.number, codeHash }, { person })
  await world.ask(people.verifyPhone, { codeHash }, { person })
}

export async function operator(world: World): Promise<Identity> {
  const [row] = await world.sql<{ id: string; accountId: string }[]>`
    select id, account_id from users where email = 'admin@callmeback.ai'`
  if (row === undefined) throw new Error('no operator was seeded')
  return { account: row.accountId, user: row.id, roles: ['member', 'operator'] }
}

export async function grant(world: World, account: string, millicredits: number): Promise<void> {
  const input = money.grantCredits.input.parse({ subject: account, millicredits, reason: 'for a test' })
  await world.ask(money.grantCredits, input, { person: await operator(world) })
}

export async function place(world: World, person: Identity, tokenHash = hash(), context: string | null = null) {
  const { call, dial } = await world.ask(calls.placeCall, { personaId: BRAD, context, tokenHash }, { person })
  return { call, dial, tokenHash, attempt: { callId: call.id, attemptId: dial.attemptId, fence: dial.fence } }
}

/** Rung, answered, and the stream opened by a node. */
export async function connect(world: World, person: Identity, { sid = callSid(), answeredAgoSeconds = 0 } = {}) {
  const placed = await place(world, person)
  const as = { capability: placed.dial.capability }
  await world.ask(calls.attemptPlaced, { ...placed.attempt, callSid: sid }, as)
  const answer = await world.ask(calls.answerOutbound, { tokenHash: placed.tokenHash, callSid: sid })
  if (answer.kind !== 'connect') throw new Error(answer.reason)
  if (answeredAgoSeconds > 0) {
    await world.sql`
      update calls set answered_at = answered_at - ${answeredAgoSeconds} * interval '1 second' where id = ${placed.call.id}`
  }
  const granted = await redeem(world, answer, sid)
  return { ...placed, callId: placed.call.id, sid, answer, ...granted }
}

export async function redeem(
  world: World,
  answer: { callId: string; epoch: number; ticketExpiresAtMs: number },
  sid: string,
) {
  const { callId, epoch, ticketExpiresAtMs: expiresAtMs } = answer
  const ticket = await mintTicket({ callId, epoch, expiresAtMs }, world.keys.settings.TICKET_KEY)
  const redeemed = await world.ask(calls.redeemTicket, { ticket, callSid: sid, streamSid: 'MZ1', nodeId: 'node-1' })
  if (redeemed.kind !== 'granted') throw new Error('refused')
  return { brief: redeemed.brief, capability: redeemed.capability, ticket }
}

/** Millicredits: available, held. */
export async function balanceOf(world: World, person: Identity): Promise<[number, number]> {
  const { availableMillicredits, heldMillicredits } = await world.ask(money.getBalance, {}, { person })
  return [availableMillicredits, heldMillicredits]
}
