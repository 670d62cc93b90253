import { expect, it } from 'vitest'
import { fakeApi, ok, refusal } from '../../api/api.fake.ts'
import { callSample, personaSample } from '../../api/samples.fake.ts'
import { afford } from './afford-words.ts'
import { outcomeOf } from './call-outcome.ts'
import { useCallsStore } from './calls.store.ts'
import { remedyFor } from './remedy.ts'
import { ApiError } from '../../api/api-error.ts'

const made = { status: 201, body: callSample }

it('rings once although the answer was lost: pressing again carries the same key', async () => {
  const { asked } = fakeApi({ 'POST /v1/calls': ['unreachable', 'unreachable', 'unreachable', made] })
  const calls = useCallsStore()
  await expect(calls.callNow(personaSample.id, 'I skipped the gym')).rejects.toThrow('cannot be reached')
  await calls.callNow(personaSample.id, 'I skipped the gym')
  expect(new Set(asked.map(({ key }) => key)).size).toBe(1)
  expect(asked).toHaveLength(4)
})

it('rings anew after it has rung, or after it was refused', async () => {
  const { asked } = fakeApi({ 'POST /v1/calls': [made, refusal(409, 'line_busy'), made] })
  const calls = useCallsStore()
  await calls.callNow(personaSample.id, '')
  await expect(calls.callNow(personaSample.id, '')).rejects.toThrow('line_busy')
  await calls.callNow(personaSample.id, '')
  expect(new Set(asked.map(({ key }) => key)).size).toBe(3)
})

it('sends no context when there is none', async () => {
  const { asked } = fakeApi({ 'POST /v1/calls': [made] })
  await useCallsStore().callNow(personaSample.id, '   ')
  expect(asked[0]?.body).toEqual({ personaId: personaSample.id })
})

it('says how long the credits last before the call, not after', () => {
  expect(afford(personaSample, 98_000)).toEqual({ enough: true, words: '2 credits a minute, by the second.' })
  expect(afford(personaSample, 9000).words).toBe('2 credits a minute; your credits last for 4 min.')
  expect(afford(personaSample, 1000)).toEqual({
    enough: false,
    words: '2 credits a minute. You have 1 credit: not enough for a minute.',
  })
})

it('shows where a refused call can be put right', () => {
  expect(remedyFor(new ApiError('too_little_credit', ''))?.label).toBe('Get credits')
  expect(remedyFor(new ApiError('phone_unverified', ''))?.label).toBe('Confirm your number')
  expect(remedyFor(new ApiError('internal', ''))).toBeNull()
  expect(remedyFor(null)).toBeNull()
})

it('says in two words how a call went', () => {
  const call = { personaName: 'Brad', connectedSeconds: 0 }
  expect(outcomeOf({ ...call, status: 'ringing' })).toEqual({ words: 'Ringing', tone: 'live' })
  expect(outcomeOf({ ...call, status: 'no-answer' })).toEqual({ words: 'Nobody answered', tone: 'bad' })
  expect(outcomeOf({ ...call, status: 'completed', connectedSeconds: 61 }).words).toBe('1 min 1 s')
})

it('knows of a call that is going on, and not of one that is over', async () => {
  fakeApi({ 'GET /v1/calls': [ok({ items: [{ ...callSample, status: 'ringing' }], next: null })] })
  const during = useCallsStore()
  await during.refresh()
  expect(during.ongoing?.status).toBe('ringing')

  fakeApi({ 'GET /v1/calls': [ok({ items: [{ ...callSample, status: 'completed' }], next: null })] })
  const after = useCallsStore()
  await after.refresh()
  expect(after.ongoing).toBeNull()
})
