/** Ends a run with one plain line of totals, and names each skipped test with its reason. */
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
    process.stderr.write(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
