// What the test runner says about its own run, from its JSON report.
import { z } from 'zod'

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/**
 * A file that could not be loaded has no tests to fail, and an error outside any test fails none either: both count as
 * one failure, so that the counts agree with the runner's exit code.
 */
export function readCounts(json: string, exitCode: number | null): Counts {
  const report = Report.parse(JSON.parse(json))
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
