import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '@callback/contracts/ids'
import { consumeDials } from './consume-dials.ts'
import { created, dial, placeAnswers, stage } from './stage.ts'

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

async function onStage(...told: Parameters<typeof stage>) {
  const set = await stage(...told)
  close = set.twilio.close
  return set
}

describe('a dial hint', () => {
  function batch(body: unknown) {
    const done: string[] = []
    const message = {
      id: '1',
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => void done.push('ack'),
      retry: () => void done.push('retry'),
    }
    return {
      done,
      batch: {
        messages: [message],
        queue: 'dials',
        ackAll: () => undefined,
        retryAll: () => undefined,
      } as unknown as MessageBatch,
    }
  }

  it('delivered twice dials once, because the row is claimed once', async () => {
    let claims = 0
    const answers = {
      ...placeAnswers,
      'occurrences.claim': () => (claims++ === 0 ? { kind: 'dial', dial } : { kind: 'gone' }),
    }
    const { env, twilio } = await onStage(answers, () => created)
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const { batch: hints, done } = batch({ occurrenceId: newId('occurrence') })
      await consumeDials(hints, env)
      expect(done).toEqual(['ack'])
    }
    expect(twilio.asked).toHaveLength(1)
  })

  it('that is far too early goes back to the queue', async () => {
    const dueAt = new Date(Date.now() + 60_000).toISOString()
    const { env } = await onStage({ 'occurrences.claim': () => ({ kind: 'early', dueAt }) }, () => created)
    const { batch: hints, done } = batch({ occurrenceId: newId('occurrence') })
    await consumeDials(hints, env)
    expect(done).toEqual(['retry'])
  })

  it('that is nonsense is dropped, not retried for ever', async () => {
    const { env } = await onStage({}, () => created)
    const { batch: hints, done } = batch({ nonsense: true })
    await consumeDials(hints, env)
    expect(done).toEqual(['ack'])
  })
})
