import { appendFileSync } from 'node:fs';

/**
 * Names each skipped test, whose title says what it lacks, and ends a run with one plain line of totals. Where
 * DIABETES_TEST_TOTALS names a file, the totals are added to it instead, for who sums several runs.
 */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        if (test.status === 'pending') process.stderr.write(`skipped: ${test.fullName}\n`);
      }
    }
    // A test file that does not load counts as one failure: its tests were never seen.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const { DIABETES_TEST_TOTALS: totals } = process.env;
    if (totals === undefined) {
      process.stderr.write(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
    } else {
      appendFileSync(totals, `${results.numPassedTests} ${failed} ${skipped}\n`);
    }
  }
}
