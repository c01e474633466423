// The journal of a demo: what every action of its VMs did, in `journal.jsonl` in the demo's directory.

import { isAbsolute, relative } from "node:path";
import { performance } from "node:perf_hooks";
import type { DemoOutput } from "../demo-output.ts";
import { toThousandths } from "../time/round.ts";
import type { ActionEvent, ActionRecord } from "./actor.ts";
import { JournalFile } from "./journal-file.ts";
import { formatLine, type JournalHeader, type JournalLine, journalFile, journalVersion } from "./lines.ts";
import type { RawSource } from "./source.ts";

/** Whose journal it is. */
export interface JournalOptions {
  /** Counts the attempts of a test that is tried again, from 1; those after the first append. Default 1. */
  readonly attempt?: number;
  /** The directory that source files are named from. Default: the current working directory. */
  readonly root?: string;
}

const journals = new WeakMap<DemoOutput, Journal>();

/** The journal of a demo: the one that it was given, else one of its own. */
export function journalOf(output: DemoOutput): Journal {
  const journal = journals.get(output) ?? new Journal(output);
  journals.set(output, journal);
  return journal;
}

/** Gives a demo the journal of another one: both are the same attempt of a test. */
export function shareJournal(output: DemoOutput, journal: Journal): void {
  journals.set(output, journal);
}

/** Writes the journal of one attempt. The file and its directory are made with the first action. */
export class Journal implements ActionRecord {
  readonly #name: string;
  readonly #attempt: number;
  readonly #root: string;
  readonly #origin = performance.now();
  readonly #file: JournalFile;
  #domain: string | undefined;
  #actions = 0;

  /** @param output its name and its directory */
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
      // Tests may have put a clock of their own in the place of `Date.now`.
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

  /** Details with their one time, that of a recording, on the journal's clock. */
  #onClock(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { timeZero } = details;
    return typeof timeZero === "number" ? { ...details, timeZero: this.#time(timeZero) } : details;
  }

  #time(time: number): number {
    return toThousandths(time - this.#origin);
  }
}
