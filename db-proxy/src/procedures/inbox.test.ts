import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as inbox from '@callback/contracts/db/inbox'
import * as money from '@callback/contracts/db/money'
import { balanceOf, callSid, hash, meet, place } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

type Kind = 'twilio.status' | 'twilio.stream' | 'stripe.event'

async function receive(kind: Kind, payload: Record<string, unknown>, dedupeKey = hash()) {
  const provider = kind === 'stripe.event' ? ('stripe' as const) : ('twilio' as const)
  return world.ask(inbox.receiveNotice, { provider, kind, dedupeKey, payload })
}

async function hear(kind: Kind, payload: Record<string, unknown>, dedupeKey = hash()) {
  const { id } = await receive(kind, payload, dedupeKey)
  return world.ask(inbox.applyNotice, { id })
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}

it('keeps a notice once, however often and at once it comes', async () => {
  const key = hash()
  const kept = await Promise.all(Array.from({ length: 8 }, () => receive('twilio.stream', { CallSid: callSid() }, key)))
  expect(kept.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  expect(new Set(kept.map(({ id }) => id)).size).toBe(1)
})

it('ends in the same state for every order of a call’s notices, each of them twice', async () => {
  const words = ['initiated', 'ringing', 'in-progress', 'completed']
  const states = new Set<string>()
  const live = async (order: string[]) => {
    const person = await meet(world)
    const { call, tokenHash } = await place(world, person)
    const sid = callSid()
    const { kind } = await world.ask(calls.answerOutbound, { tokenHash, callSid: sid })
    expect(kind).toBe('connect')
    for (const CallStatus of [...order, ...order]) {
      const { kind: outcome } = await hear('twilio.status', {
        CallSid: sid,
        CallStatus,
        CallDuration: CallStatus === 'completed' ? '20' : undefined,
        tokenHash,
      })
      expect(outcome).toBe('applied')
    }
    const { status, endReason, connectedSeconds, chargedMillicredits } = await world.ask(
      calls.getCall,
      { id: call.id },
      { person },
    )
    const [attempt] = await world.sql<{ state: string }[]>`select state from attempts where call_id = ${call.id}`
    const [row] = await world.sql<{ charges: number }[]>`
      select count(*)::int as charges from ledger_txns where call_id = ${call.id}`
    states.add(
      JSON.stringify([
        status,
        endReason,
        connectedSeconds,
        chargedMillicredits,
        attempt,
        row,
        await balanceOf(world, person),
      ]),
    )
  }
  await Promise.all(permutations(words).map(live))
  expect([...states]).toEqual([
    JSON.stringify(['completed', 'caller_hung_up', 20, 667, { state: 'ended' }, { charges: 3 }, [99_333, 0]]),
  ])
})

it('adopts the leg of an ambiguous attempt from a notice that carries its token', async () => {
  const person = await meet(world)
  const { call, dial, attempt, tokenHash } = await place(world, person)
  await world.ask(calls.attemptAmbiguous, { ...attempt, reason: 'timeout' }, { capability: dial.capability })
  const sid = callSid()
  await hear('twilio.status', { CallSid: sid, CallStatus: 'ringing', tokenHash })
  const stuck = (await world.ask(calls.stuckAttempts, { limit: 100 })).items.map((one) => one.dial.callId)
  expect(stuck).not.toContain(call.id)
  const late = await world.ask(calls.attemptFailed, { ...attempt, reason: 'gave up' }, { capability: dial.capability })
  expect(late).toMatchObject({ applied: false, call: { status: 'ringing' } })
  const stranger = callSid()
  await hear('twilio.status', { CallSid: stranger, CallStatus: 'failed', tokenHash })
  expect((await world.ask(calls.getCall, { id: call.id }, { person })).status).toBe('ringing')
})

it('waits for a call it does not know yet, and gives it up later', async () => {
  const { id } = await receive('twilio.status', { CallSid: callSid(), CallStatus: 'ringing' })
  expect(await world.ask(inbox.applyNotice, { id })).toEqual({ kind: 'ignored', endedCallId: null })
  const statusOf = async () =>
    (await world.sql<{ status: string }[]>`select status from webhook_inbox where id = ${id}`)[0]?.status
  expect(await statusOf()).toBe('received')
  await world.sql`update webhook_inbox set received_at = now() - interval '3 minutes', retry_at = now() where id = ${id}`
  expect((await world.ask(inbox.dueNotices, { limit: 200 })).ids).toContain(id)
  await world.ask(inbox.applyNotice, { id })
  expect(await statusOf()).toBe('ignored')
})

it('sets a notice aside that cannot be applied, and changes nothing by it', async () => {
  const { id } = await receive('twilio.status', { CallSid: callSid() })
  for (let tries = 0; tries < 8; tries += 1) {
    expect(await world.ask(inbox.applyNotice, { id })).toEqual({ kind: 'failed', endedCallId: null })
  }
  expect(await world.ask(inbox.applyNotice, { id })).toEqual({ kind: 'ignored', endedCallId: null })
})

const purchase = async () => {
  const person = await meet(world, { millicredits: 0 })
  const made = await world.ask(money.createPurchase, { packId: 'starter' }, { person })
  const sessionId = `cs_test_${hash().slice(0, 20)}`
  return { person, id: made.purchase.id, sessionId }
}

it('grants a pack once for a paid session, whatever events tell of it', async () => {
  const { person, id, sessionId } = await purchase()
  await world.ask(money.purchaseOpened, { purchaseId: id, sessionId }, { person })
  const object = { id: sessionId, payment_status: 'paid', client_reference_id: id }
  await hear('stripe.event', { type: 'checkout.session.completed', object: { ...object, payment_status: 'unpaid' } })
  expect(await balanceOf(world, person)).toEqual([0, 0])
  const events = [
    'checkout.session.completed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.completed',
  ]
  const heard = await Promise.all(events.map((type) => hear('stripe.event', { type, object })))
  expect(heard.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied'])
  await hear('stripe.event', { type: 'checkout.session.expired', object })
  expect(await balanceOf(world, person)).toEqual([50_000, 0])
  const { items } = await world.ask(money.listPurchases, { limit: 5 }, { person })
  expect(items.map(({ status }) => status)).toEqual(['paid'])
})

it('finds a purchase by our own reference when its session was not written down', async () => {
  const { person, id, sessionId } = await purchase()
  const object = { id: sessionId, payment_status: 'no_payment_required', client_reference_id: id }
  expect(await hear('stripe.event', { type: 'checkout.session.completed', object })).toMatchObject({ kind: 'applied' })
  expect(await balanceOf(world, person)).toEqual([50_000, 0])
  const opened = { purchaseId: id, sessionId: 'cs_test_other' }
  expect(await world.refusal(money.purchaseOpened, opened, { person })).toBe('conflict')
})

it('keeps other events without acting on them', async () => {
  const object = { id: 'cs_other', payment_status: 'paid', client_reference_id: 'somebody-else' }
  expect(await hear('stripe.event', { type: 'checkout.session.completed', object })).toMatchObject({ kind: 'ignored' })
  expect(await hear('stripe.event', { type: 'invoice.paid', object })).toMatchObject({ kind: 'ignored' })
  expect(await hear('twilio.stream', { CallSid: callSid(), StreamEvent: 'stream-started' })).toMatchObject({
    kind: 'ignored',
  })
})
