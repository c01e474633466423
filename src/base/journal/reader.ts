// Reads a journal, including that of a crashed run: its attempts, each with its actions.
import { readFile } from "node:fs/promises";
import { DemotoolError, describeThrown, type ErrorParts } from "../errors.ts";
import type { Action, ActionOf } from "./action.ts";
import type { ActionKind } from "./kinds.ts";
import {
  type BeginLine,
  type EndLine,
  type JournalHeader,
  type JournalLine,
  journalVersion,
  type UpdateLine,
} from "./lines.ts";

/** A journal cannot be read (code `JOURNAL`). */
export class JournalError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("JOURNAL", parts);
  }
}

/** An action of a journal. Its times are milliseconds since the origin of its attempt. */
export type JournalAction = Action & {
  /** The nested actions, in the order in which they began. */
  readonly children: readonly JournalAction[];
};

/** One attempt of a test, or one demo session. */
export interface JournalAttempt extends Omit<JournalHeader, "type"> {
  /** All actions, including nested ones, in the order in which they began. */
  readonly actions: readonly JournalAction[];
  /** The actions without a parent. */
  readonly roots: readonly JournalAction[];
}

/** What {@link readJournal} returns. */
export interface ReadJournal {
  /** In chronological order; empty if the journal was truncated in its first line. */
  readonly attempts: readonly JournalAttempt[];
}

type Mutable<T> = { -readonly [P in keyof T]: T[P] };
type MutableAction = Mutable<ActionOf<ActionKind>> & { readonly children: JournalAction[] };

/**
 * Reads a journal. If the process of an attempt crashed, an incomplete last line is ignored, and actions without an end
 * have the outcome `unfinished`. Lines of unknown types are ignored.
 *
 * @param path the file, such as `demo-videos/my-test/journal.jsonl`
 * @throws {JournalError} when the file does not exist, is not a journal, or has another version
 */
export async function readJournal(path: string): Promise<ReadJournal> {
  const lines = (await read(path)).split("\n");
  // What follows the last line feed: nothing, or an incomplete line.
  const rest = lines.pop() ?? "";
  if (lines.length === 0 && !isHeaderStart(rest)) throw malformed(path, 1);
  const attempts: Attempt[] = [];
  for (const [index, text] of lines.entries()) {
    const line = parse(text);
    if (line === undefined) {
      if (isHeader(parse(lines[index + 1] ?? ""))) continue;
      throw malformed(path, index + 1);
    }
    if (isHeader(line)) attempts.push(new Attempt(checked(line, path)));
    else if (attempts.length === 0) throw malformed(path, index + 1);
    else attempts.at(-1)?.take(line);
  }
  return { attempts: attempts.map((attempt) => attempt.result()) };
}

const headerStart = '{"type":"header"';

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new JournalError({
      headline: `the journal ${path} cannot be read: ${describeThrown(error)}`,
      facts: { path },
      next: "give the path of a journal.jsonl; a test that did not use its VM has none",
      cause: error,
    });
  }
}

/** Parses a line; undefined if it is not a JSON object. */
function parse(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JournalLine) : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(line: JournalLine | undefined): line is JournalHeader {
  return line?.type === "header";
}

/** Whether a truncated line may have been a header. */
function isHeaderStart(text: string): boolean {
  return text.startsWith(headerStart) || headerStart.startsWith(text);
}

function checked(header: JournalHeader, path: string): JournalHeader {
  if (header.version === journalVersion) return header;
  throw new JournalError({
    headline: `the journal ${path} has version ${JSON.stringify(header.version)}, which this version of demotool cannot read`,
    facts: { path, version: String(header.version), readable: journalVersion },
    next: "read it with the version of demotool that wrote it",
  });
}

function malformed(path: string, line: number): JournalError {
  return new JournalError({
    headline: `line ${line} of ${path} is not a line of a journal`,
    facts: { path, line },
    next: "give the path of an unmodified journal.jsonl",
  });
}

/** Builds the actions of one attempt from its lines. */
class Attempt {
  readonly #header: JournalHeader;
  readonly #actions = new Map<number, MutableAction>();

  constructor(header: JournalHeader) {
    this.#header = header;
  }

  take(line: JournalLine): void {
    if (line.type === "begin") this.#begin(line);
    if (line.type === "update") this.#update(line);
    if (line.type === "end") this.#end(line);
  }

  result(): JournalAttempt {
    const { type: _, ...header } = this.#header;
    const actions = [...this.#actions.values()] as unknown as JournalAction[];
    return { ...header, actions, roots: actions.filter(({ parent }) => parent === undefined) };
  }

  #begin({ type: _, id, parent, kind, domain = this.#header.domain, start, source, target, details }: BeginLine): void {
    const around = parent === undefined ? undefined : this.#actions.get(parent);
    const action: MutableAction = {
      id,
      // If the user removed the journal during a run, the new file lacks actions that had already begun.
      parent: around && parent,
      kind,
      domain,
      start,
      end: undefined,
      source,
      target,
      found: undefined,
      details,
      outcome: "unfinished",
      error: undefined,
      children: [],
    };
    this.#actions.set(id, action);
    around?.children.push(action as unknown as JournalAction);
  }

  #update({ id, details }: UpdateLine): void {
    const action = this.#actions.get(id);
    if (action) action.details = { ...action.details, ...details };
  }

  #end({ id, end, outcome, error, found, details }: EndLine): void {
    const action = this.#actions.get(id);
    if (action) Object.assign(action, { end, outcome, error, found, details: { ...action.details, ...details } });
  }
}
