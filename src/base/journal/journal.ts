// The journal of a demo: every action of its VMs, in `journal.jsonl` in the demo's directory.
import { isAbsolute, relative } from "node:path";
import { performance } from "node:perf_hooks";
import type { DemoOutput } from "../demo-output.ts";
import { toThousandths } from "../time/round.ts";
import type { ActionEvent, ActionRecord } from "./actor.ts";
import { JournalFile } from "./journal-file.ts";
import { formatLine, type JournalHeader, type JournalLine, journalFile, journalVersion } from "./lines.ts";
import type { RawSource } from "./source.ts";

/** Options of a journal. */
export interface JournalOptions {
  /** The number of the test's attempt, from 1. Attempts after the first one append. Default 1. */
  readonly attempt?: number;
  /** The directory that source paths are relative to. Default: the current working directory. */
  readonly root?: string;
}

const journals = new WeakMap<DemoOutput, Journal>();

/** Returns the journal of a demo: the one set by {@link shareJournal}, else its own. */
export function journalOf(output: DemoOutput): Journal {
  const journal = journals.get(output) ?? new Journal(output);
  journals.set(output, journal);
  return journal;
}

/** Makes a demo use another demo's journal, since both belong to the same attempt of a test. */
export function shareJournal(output: DemoOutput, journal: Journal): void {
  journals.set(output, journal);
}

/** Writes the journal of an attempt. The file and its directory are created with the first action. */
export class Journal implements ActionRecord {
  readonly #name: string;
  readonly #attempt: number;
  readonly #root: string;
  readonly #origin = performance.now();
  readonly #file: JournalFile;
  #domain: string | undefined;
  #actions = 0;

  /** @param output the demo's name and directory */
  constructor(output: Pick<DemoOutput, "name" | "path">, { attempt = 1, root = process.cwd() }: JournalOptions = {}) {
    this.#name = output.name;
    this.#attempt = attempt;
    this.#root = root;
    this.#file = new JournalFile({ path: () => output.path(journalFile), append: attempt > 1 });
  }

  nextId(): number {
    return ++this.#actions;
  }

  place({ file, line }: RawSource): RawSource {
    const below = relative(this.#root, file);
    return { file: below.startsWith("..") || isAbsolute(below) ? file : below, line };
  }

  write(event: ActionEvent): void {
    this.#domain ??= event.action.domain;
    const line = (): string => formatLine(this.#lineOf(event));
    if (event.type === "begin") this.#file.append(line, () => formatLine(this.#header()));
    else this.#file.appendIfThere(line);
  }

  #header(): JournalHeader {
    return {
      type: "header",
      version: journalVersion,
      name: this.#name,
      attempt: this.#attempt,
      domain: this.#domain ?? "",
      // Not `Date.now`, which tests may have replaced with a fake clock.
      origin: new Date(performance.timeOrigin + this.#origin).toISOString(),
    };
  }

  #lineOf({ type, action, added }: ActionEvent): JournalLine {
    const { id, parent, kind, start, source, target, details, domain, end, outcome, error, found } = action;
    const more = added && this.#onClock(added);
    if (type === "update") return { type, id, details: more ?? {} };
    if (type === "end") return { type, id, end: end && this.#time(end), outcome, error, found, details: more };
    const other = domain === this.#domain ? undefined : domain;
    return { type, id, parent, kind, domain: other, start: this.#time(start), source, target, details } as JournalLine;
  }

  /** Converts the time in the details of a recording to the journal's clock. */
  #onClock(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { timeZero } = details;
    return typeof timeZero === "number" ? { ...details, timeZero: this.#time(timeZero) } : details;
  }

  #time(time: number): number {
    return toThousandths(time - this.#origin);
  }
}
