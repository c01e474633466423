// Collects the log entries of one test.
import { onTestFinished } from "vitest";
import { type LogEntry, setLogSink } from "../../src/base/log.ts";

/** The entries logged from now until the test ends; nothing is printed meanwhile. */
export function captureLog(): LogEntry[] {
  const entries: LogEntry[] = [];
  onTestFinished(setLogSink((entry) => entries.push(entry)));
  return entries;
}
