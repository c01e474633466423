// Counts of passed, failed and skipped tests.

/** The closing line, for people and continuous integration. */
export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * Counts the tests in Vitest's JSON report.
 *
 * @param report undefined if Vitest ended without one
 * @param code Vitest's exit code
 */
export function countsIn(report, code) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  // A file that fails to load has no failed test, and an error outside tests belongs to none.
  const brokenFiles = (report?.testResults ?? []).filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  const failed = (report?.numFailedTests ?? 0) + brokenFiles;
  return { passed, skipped, failed: failed === 0 && code !== 0 ? 1 : failed };
}
