import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import * as calls from '@callback/contracts/db/calls'
import * as inbox from '@callback/contracts/db/inbox'
import * as personas from '@callback/contracts/db/personas'
import { BRAD, BRAD_NUMBER, callSid, connect, hash, meet, redeem } from '../testing/people.ts'
import type { Person } from '../testing/people.ts'
import { openWorld } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

let world: World
beforeAll(async () => void (world = await openWorld(inject('postgresUrl'))))
afterAll(() => world.close())

const SAID = 'My dog is called Max, by the way.'
const turn = (seq: number, speaker: 'caller' | 'persona', heard: string) => {
  return { seq, speaker, text: heard, heard, cutShort: false, startedAt: new Date().toISOString(), timings: null }
}
const max = {
  text: 'The dog is called Max',
  quote: 'my dog is called Max',
  turnSeq: 1,
  confidence: 0.9,
  happenedAt: null,
}

async function talk(person: Person, words = SAID) {
  const connected = await connect(world, person, { answeredAgoSeconds: 20 })
  const { callId, capability } = connected
  const turns = [turn(0, 'persona', 'Hi Kim!'), turn(1, 'caller', words)]
  await world.ask(calls.appendTurns, { callId, turns }, { capability })
  const end = { callId, endReason: 'caller_hung_up' as const, endedAt: new Date().toISOString(), usage: [] }
  await world.ask(calls.finishCall, end, { capability })
  return connected
}

async function claimed(callId: (typeof calls.getCall.input.shape.id)['_output']) {
  const job = await world.ask(personas.claimJob, { callId })
  if (job === null) throw new Error('nothing to claim')
  return job
}

type Job = Awaited<ReturnType<typeof claimed>>
const learn = ({ jobId, fence, capability }: Job, facts: (typeof max)[]) =>
  world.ask(personas.finishJob, { jobId, fence, outcome: { kind: 'done', facts } }, { capability })

const remembered = async (person: Person) =>
  (await world.ask(personas.listFacts, { personaId: BRAD, page: { limit: 50 } }, { person })).items

it('remembers what was said with the sentence it came from, and puts it before the next call', async () => {
  const person = await meet(world)
  const { callId } = await talk(person)
  const job = await claimed(callId)
  expect(job).toMatchObject({ kind: 'memory', personaName: 'Brad', zone: 'Europe/Berlin', knownFacts: [] })
  expect(job.turns.map(({ heard }) => heard)).toEqual(['Hi Kim!', SAID])
  expect(await learn(job, [max])).toEqual({ kind: 'finished' })
  const [fact] = await remembered(person)
  expect(fact).toMatchObject({ text: max.text, source: { callId, turnSeq: 1, quote: 'my dog is called Max' } })
  const { brief } = await connect(world, person)
  expect(brief.facts.map(({ text }) => text)).toEqual([max.text])
})

it('keeps nothing that no caller’s turn bears out, nothing twice, and no words the caller did not say', async () => {
  const person = await meet(world)
  const job = await claimed((await talk(person)).callId)
  const invented = { ...max, text: 'Invented', turnSeq: 7 }
  const ofPersona = { ...max, text: 'Said by the persona', turnSeq: 0 }
  const misquoted = { ...max, text: 'Misquoted', quote: 'I hate dogs' }
  await learn(job, [max, { ...max, text: 'the DOG is called max' }, invented, ofPersona, misquoted])
  const facts = await remembered(person)
  expect(facts.map(({ text }) => text).toSorted()).toEqual(['Misquoted', max.text])
  expect(facts.find(({ text }) => text === 'Misquoted')?.source?.quote).toBe(SAID)
})

it('erases the words of a forgotten fact everywhere, and may learn them again when they are said again', async () => {
  const person = await meet(world)
  const secret = 'the safe opens with 4711 and a smile'
  const fact = { ...max, text: `Kim says ${secret}`, quote: secret }
  const first = await talk(person, `Listen, ${secret}!`)
  await learn(await claimed(first.callId), [fact])
  const [kept] = await remembered(person)
  await world.ask(personas.removeFact, personas.removeFact.input.parse({ id: kept?.id }), { person })
  expect(await remembered(person)).toEqual([])
  const tables = await world.sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'turns'`
  for (const { name } of tables) {
    const [row] = await world.sql<{ hits: number }[]>`
      select count(*)::int as hits from ${world.sql(name)} as t where t::text like ${`%${secret}%`}`
    expect([name, row?.hits]).toEqual([name, 0])
  }
  await world.sql`update attempts set state = 'ended' where call_id = ${first.callId}`
  await learn(await claimed((await talk(person, `Again: ${secret}`)).callId), [fact])
  expect(await remembered(person)).toHaveLength(1)
})

it('takes a person’s correction as the person’s own word, and refuses another’s', async () => {
  const person = await meet(world)
  await learn(await claimed((await talk(person)).callId), [max])
  const id = (await remembered(person))[0]?.id
  const change = personas.updateFact.input.parse({ id, text: 'The dog is called Moritz' })
  expect(await world.ask(personas.updateFact, change, { person })).toMatchObject({ source: null, confidence: 1 })
  const stranger = await meet(world)
  expect(await world.refusal(personas.updateFact, change, { person: stranger })).toBe('not_found')
  expect(await world.refusal(personas.removeFact, { id }, { person: stranger })).toBe('not_found')
})

it('lets one worker have a job, and a worker whose lease ran out end nothing', async () => {
  const person = await meet(world)
  const { callId } = await talk(person)
  const claims = await Promise.all(Array.from({ length: 8 }, () => world.ask(personas.claimJob, { callId })))
  const [slow, ...others] = claims.filter((job) => job !== null)
  expect(others).toEqual([])
  if (slow === undefined) throw new Error('nobody has it')
  await world.sql`update jobs set lease_until = now() - interval '1 second' where id = ${slow.jobId}`
  expect((await world.ask(personas.dueJobs, { limit: 200 })).jobIds).toContain(slow.jobId)
  const quick = await claimed(callId)
  expect(quick.fence).toBe(slow.fence + 1)
  expect(await learn(slow, [max])).toEqual({ kind: 'stale' })
  expect(await remembered(person)).toEqual([])
  expect(await learn(quick, [max])).toEqual({ kind: 'finished' })
  expect(await learn(quick, [max])).toEqual({ kind: 'stale' })
})

it('tries a failed job again later, and gives it up after a few tries', async () => {
  const { callId } = await talk(await meet(world))
  for (let tries = 1; tries <= personas.JOB_TRIES_MAX; tries += 1) {
    const { jobId, fence, capability } = await claimed(callId)
    const failed = { jobId, fence, outcome: { kind: 'failed' as const, reason: 'no mind' } }
    const expected = tries < personas.JOB_TRIES_MAX ? 'retry_later' : 'given_up'
    expect(await world.ask(personas.finishJob, failed, { capability })).toEqual({ kind: expected })
    expect(await world.ask(personas.claimJob, { callId })).toBeNull()
    await world.sql`update jobs set not_before = now() where id = ${jobId}`
  }
})

it('waits for the node’s last word when the line’s end is known first', async () => {
  const person = await meet(world)
  const { callId, sid, capability } = await connect(world, person, { answeredAgoSeconds: 20 })
  const payload = { CallSid: sid, CallStatus: 'completed', CallDuration: '20' }
  const notice = { provider: 'twilio' as const, kind: 'twilio.status' as const, dedupeKey: hash(), payload }
  const { id } = await world.ask(inbox.receiveNotice, notice)
  expect((await world.ask(inbox.applyNotice, { id })).endedCallId).toBe(callId)
  expect(await world.ask(personas.claimJob, { callId })).toBeNull()
  await world.ask(calls.appendTurns, { callId, turns: [turn(1, 'caller', SAID)] }, { capability })
  const end = { callId, endReason: 'caller_hung_up' as const, endedAt: new Date().toISOString(), usage: [] }
  await world.ask(calls.finishCall, end, { capability })
  expect((await claimed(callId)).turns).toHaveLength(1)
})

it('asks nothing of a mind for a call in which the caller said nothing, or a stranger’s', async () => {
  const silent = await talk(await meet(world), '')
  expect(await world.ask(personas.claimJob, { callId: silent.callId })).toBeNull()
  const sid = callSid()
  const stranger = { callSid: sid, from: '+14155552671', to: BRAD_NUMBER, attested: false }
  const answer = await world.ask(calls.answerInbound, stranger)
  if (answer.kind !== 'connect') throw new Error(answer.reason)
  const { capability } = await redeem(world, answer, sid)
  const { callId } = answer
  await world.ask(calls.appendTurns, { callId, turns: [turn(0, 'caller', SAID)] }, { capability })
  const end = { callId, endReason: 'caller_hung_up' as const, endedAt: new Date().toISOString(), usage: [] }
  await world.ask(calls.finishCall, end, { capability })
  expect(await world.ask(personas.claimJob, { callId })).toBeNull()
})

it('keeps the later word of a turn that the journal sends again', async () => {
  const person = await meet(world)
  const { callId, capability } = await connect(world, person, { answeredAgoSeconds: 5 })
  const append = (turns: ReturnType<typeof turn>[]) => world.ask(calls.appendTurns, { callId, turns }, { capability })
  await append([turn(0, 'persona', 'Hello'), turn(1, 'caller', 'I am \u0000fine')])
  expect(await append([turn(0, 'persona', 'Hel'), turn(0, 'persona', 'Hello there')])).toEqual({ stored: 1 })
  const { items } = await world.ask(calls.listTurns, { callId }, { person })
  expect(items.map(({ heard }) => heard)).toEqual(['Hello there', 'I am fine'])
})
