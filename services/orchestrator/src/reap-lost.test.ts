import { afterEach, describe, expect, it } from 'vitest'
import { call, CALL_SID, callId, callResource, dial, placeAnswers, stage } from './stage.ts'

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

async function onStage(...told: Parameters<typeof stage>) {
  const set = await stage(...told)
  close = set.twilio.close
  return set
}

describe('the reaper', () => {
  const stuck = (lookUntil: number) => ({
    items: [{ dial, since: new Date(Date.now() - 30_000).toISOString(), lookUntil: new Date(lookUntil).toISOString() }],
  })
  const none = () => ({ items: [] })

  it('adopts a call that Twilio lists, instead of dialling again', async () => {
    const { post, twilio, database } = await onStage(
      { ...placeAnswers, 'attempts.stuck': () => stuck(Date.now() + 60_000), 'calls.overdue': none },
      () => ({ status: 200, body: { calls: [callResource()] } }),
    )
    expect(await (await post('/internal/reap', { limit: 10 })).json()).toEqual({ attemptsResolved: 1, callsSettled: 0 })
    expect(database.asked.at(-1)?.name).toBe('attempts.placed')
    expect(twilio.asked.every((one) => one.method === 'GET')).toBe(true)
  })

  it('gives an attempt up only when Twilio still lists nothing past the horizon', async () => {
    for (const [lookUntil, last] of [
      [Date.now() + 60_000, 'calls.overdue'],
      [Date.now() - 1, 'attempts.failed'],
    ] as const) {
      const { post, database, twilio } = await onStage(
        { ...placeAnswers, 'attempts.stuck': () => stuck(lookUntil), 'calls.overdue': none },
        () => ({
          status: 200,
          body: { calls: [callResource({ date_created: new Date(Date.now() - 3_600_000).toUTCString() })] },
        }),
      )
      await post('/internal/reap', { limit: 10 })
      expect(database.asked.at(-1)?.name).toBe(last)
      await twilio.close()
    }
  })

  it('ends a call that runs past what is held, then settles it', async () => {
    const { post, twilio, database } = await onStage(
      {
        'attempts.stuck': none,
        'calls.overdue': () => ({ items: [{ callId, callSid: CALL_SID, capability: 'c' }] }),
        'call.settle': () => ({ call: call({ status: 'completed' }) }),
      },
      () => ({ status: 200, body: callResource({ status: 'in-progress' }) }),
    )
    await post('/internal/reap', { limit: 10 })
    expect(twilio.asked.map((one) => one.method)).toEqual(['GET', 'POST'])
    expect(database.asked.at(-1)?.input).toEqual({ callId, endReason: 'node_lost' })
  })
})
