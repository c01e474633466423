// The log. Each line names the source file and line that it was logged from. Logging never throws.
import { callSite } from "./call-site.ts";
import { type Facts, formatFacts, printableFacts } from "./errors.ts";
import { printableLine } from "./printable.ts";

/** The levels, lowest first. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** One line of the log. */
export interface LogEntry {
  readonly level: Exclude<LogLevel, "silent">;
  readonly message: string;
  readonly facts: Facts;
  /** Where it was logged: `src/boot/launch.ts:42`. */
  readonly source: string;
}

/** Receives log entries; see {@link setLogSink}. */
export type LogSink = (entry: LogEntry) => void;

/** Maximum length of a message in characters: it may quote what a guest or a program has sent. */
const longestMessage = 2000;

let sink: LogSink = (entry) => process.stderr.write(`${formatEntry(entry)}\n`);
let threshold: LogLevel = "info";
const warned = new Set<string>();

/** The log of this process. */
export const log = {
  debug: (message: string, facts?: Facts): void => write("debug", message, facts, log.debug),
  info: (message: string, facts?: Facts): void => write("info", message, facts, log.info),
  warn: (message: string, facts?: Facts): void => write("warn", message, facts, log.warn),
  error: (message: string, facts?: Facts): void => write("error", message, facts, log.error),
  /** Logs a warning once per process and message. */
  warnOnce: (message: string, facts?: Facts): void => {
    if (warned.has(message)) return;
    warned.add(message);
    write("warn", message, facts, log.warnOnce);
  },
};

/** Replaces the sink. Returns a function that restores the previous one. */
export function setLogSink(next: LogSink): () => void {
  const previous = sink;
  sink = next;
  return () => {
    sink = previous;
  };
}

/** Drops entries below `level`. Default `info`. */
export function setLogLevel(level: LogLevel): void {
  threshold = level;
}

/** Formats an entry as one line of text. */
export function formatEntry(entry: LogEntry): string {
  const facts = formatFacts(entry.facts);
  return `[demotool] ${entry.level} ${entry.message}${facts && ` ${facts}`} (${entry.source})`;
}

function write(level: LogEntry["level"], message: string, facts: Facts = {}, caller: (message: string) => void): void {
  if (logLevels.indexOf(level) < logLevels.indexOf(threshold)) return;
  try {
    sink({
      level,
      message: printableLine(message, longestMessage),
      facts: printableFacts(facts),
      source: callSite(caller),
    });
  } catch {
    // What is being logged matters more than that it cannot be.
  }
}
