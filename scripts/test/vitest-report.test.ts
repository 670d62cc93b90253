import { expect, it } from 'vitest'
import { readCounts } from './vitest-report.ts'

const report = (counts: object, testResults: object[] = []) =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...counts })

it('counts as the runner does', () => {
  const json = report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 1, numTodoTests: 2 })
  expect(readCounts(json, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
})

it('counts a file that could not be loaded as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] }
  const json = report({ numPassedTests: 5, numFailedTests: 1 }, [broken, failing])
  expect(readCounts(json, 1)).toEqual({ passed: 5, failed: 2, skipped: 0 })
})

it('does not call a run good that its runner ended as bad', () => {
  expect(readCounts(report({ numPassedTests: 5 }), 1).failed).toBe(1)
  expect(readCounts(report({ numPassedTests: 5 }), null).failed).toBe(1)
})
