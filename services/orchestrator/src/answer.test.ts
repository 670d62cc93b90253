import { afterEach, describe, expect, it } from 'vitest'
import { CALL_SID, callId, callResource, created, stage } from './stage.ts'

let close: () => Promise<unknown> = async () => undefined
afterEach(() => close())

async function onStage(...told: Parameters<typeof stage>) {
  const set = await stage(...told)
  close = set.twilio.close
  return set
}

describe('an answered call', () => {
  const connect = { kind: 'connect', callId, epoch: 1, ticketExpiresAtMs: 9, timeLimitSeconds: 185, capability: 'c' }
  const asked = { callSid: CALL_SID, from: '+14155550100', to: '+14155550101', token: null, attested: true }

  it('is connected with the ticket `voice` gives, and an inbound one is given its time limit', async () => {
    const { post, twilio, settled } = await onStage(
      { 'calls.answer_inbound': () => ({ ...connect, direction: 'inbound' }) },
      () => ({ status: 200, body: callResource() }),
    )
    const response = await post('/internal/answer', asked)
    expect(await response.json()).toEqual({ twiml: '<Response>stream</Response>' })
    await settled()
    expect(twilio.asked[0]?.form.get('TimeLimit')).toBe('185')
  })

  it('hears a hang-up when another leg answered first', async () => {
    const { post, told } = await onStage(
      { 'calls.answer_outbound': () => ({ kind: 'hang_up', reason: 'already_answered' }) },
      () => created,
    )
    const response = await post('/internal/answer', { ...asked, token: 'A'.repeat(43) })
    expect(await response.text()).toContain('<Hangup/>')
    expect(told).toHaveLength(0)
  })
})
