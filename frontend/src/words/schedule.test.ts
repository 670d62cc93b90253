import { expect, it } from 'vitest'
import { clockTime, dateIn, daysWords, lastWords, ruleWords } from './schedule.ts'

const NOW = Date.parse('2026-11-21T13:00:00Z')
const ZONE = 'America/New_York'

it('says a rule as one would say it', () => {
  expect(ruleWords({ kind: 'weekly', days: [5, 4, 3, 2, 1], time: '07:00' }, 'en-US')).toBe('Weekdays at 7:00 AM')
  expect(ruleWords({ kind: 'weekly', days: [6, 7], time: '10:30' }, 'en-US')).toBe('Weekends at 10:30 AM')
  expect(ruleWords({ kind: 'once', date: '2026-12-04', time: '09:45' }, 'en-US')).toBe('Friday, December 4 at 9:45 AM')
})

it('names days in the order of the week', () => {
  expect(daysWords([1, 2, 3, 4, 5, 6, 7], 'en-US')).toBe('Every day')
  expect(daysWords([7], 'en-US')).toBe('Every Sunday')
  expect(daysWords([5, 1, 3], 'en-US')).toBe('Mon, Wed, and Fri')
})

it('writes the time as the reader does', () => {
  expect([clockTime('18:05', 'en-US'), clockTime('18:05', 'en-GB')]).toEqual(['6:05 PM', '18:05'])
})

it('says how the last time went, and why it did not ring', () => {
  const last = { dueAt: '2026-11-20T12:00:00Z', callId: null }
  expect(lastWords({ ...last, outcome: 'dialed', reason: null }, NOW, ZONE)).toMatch(/^Rang yesterday, 0?7:00/)
  const skipped = { ...last, outcome: 'skipped' as const }
  expect(lastWords({ ...skipped, reason: 'not enough credit' }, NOW, ZONE)).toMatch(/: not enough credit$/)
})

it('counts dates in the zone of the person, not of the server', () => {
  expect(dateIn(0, Date.parse('2026-11-21T03:00:00Z'), ZONE)).toBe('2026-11-20')
  expect(dateIn(1, NOW, ZONE)).toBe('2026-11-22')
})
