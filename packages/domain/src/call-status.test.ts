import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CALL_STATUSES, climb, fromTwilioStatus, isTerminal } from './call-status.ts'
import type { CallStatus } from './call-status.ts'

const anyStatus = fc.constantFrom(...CALL_STATUSES)

it('only moves up, whatever order news arrives in', () => {
  fc.assert(
    fc.property(fc.array(anyStatus, { maxLength: 12 }), (news) => {
      let status: CallStatus = 'queued'
      let ended: CallStatus | null = null
      for (const word of news) {
        status = climb(status, word)
        if (ended !== null) expect(status).toBe(ended)
        if (isTerminal(status)) ended = status
      }
    }),
  )
})

it('lets a late ringing change nothing', () => {
  expect(climb('completed', 'ringing')).toBe('completed')
  expect(climb('busy', 'completed')).toBe('busy')
})

it('reads Twilio’s words, both spellings of canceled among them, and nothing else', () => {
  expect(['initiated', 'ringing', 'answered', 'canceled', 'cancelled', 'no-answer'].map(fromTwilioStatus)).toEqual([
    'dialing',
    'ringing',
    'in-progress',
    'canceled',
    'canceled',
    'no-answer',
  ])
  expect(fromTwilioStatus('exploded')).toBeNull()
})
