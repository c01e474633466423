// Collects the log entries of one test.
import { onTestFinished } from "vitest";
import { type LogEntry, setLogSink } from "../../src/base/log.ts";

/** Collects log entries from now until the test ends, without printing them. */
export function captureLog(): LogEntry[] {
  const entries: LogEntry[] = [];
  onTestFinished(setLogSink((entry) => entries.push(entry)));
  return entries;
}
