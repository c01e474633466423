// The file of a journal: each line is appended at once and for itself, so that a crash loses none and no file stays open.
import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";

/** Appends to a file that is there: one that was removed meanwhile does not come back in parts. */
const appendOnly = constants.O_WRONLY | constants.O_APPEND;

/** What a journal's file begins with. */
export interface JournalFileOptions {
  /** Gives the path, and makes its directory. */
  readonly path: () => string;
  /** Whether an earlier file of that path is continued. Default: it is replaced. */
  readonly append: boolean;
}

/** A file of lines. Its methods never throw: the first failure costs a warning, and ends the file. */
export class JournalFile {
  readonly #options: JournalFileOptions;
  #path: string | undefined;
  #failed = false;

  constructor(options: JournalFileOptions) {
    this.#options = options;
  }

  /** Appends a line; begins the file with `header` where there is none. */
  append(format: () => string, header: () => string): void {
    this.#attempt(() => {
      const line = format();
      this.#path ??= this.#begin(header(), this.#options.append);
      try {
        appendLine(this.#path, line);
      } catch (error) {
        if (!isMissing(error)) throw error;
        // The user has removed it: what goes on is kept in a new one.
        this.#path = this.#begin(header(), true);
        appendLine(this.#path, line);
      }
    });
  }

  /** Appends a line, unless the file was removed. */
  appendIfThere(format: () => string): void {
    this.#attempt(() => {
      if (this.#path === undefined) return;
      const line = format();
      try {
        appendLine(this.#path, line);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  #begin(header: string, append: boolean): string {
    const path = this.#options.path();
    writeFileSync(path, `${append && endsWithinLine(path) ? "\n" : ""}${header}\n`, { flag: append ? "a" : "w" });
    return path;
  }

  #attempt(write: () => void): void {
    if (this.#failed) return;
    try {
      write();
    } catch (error) {
      this.#failed = true;
      log.warn("the journal cannot be written: it ends here", { path: this.#path, reason: describeThrown(error) });
    }
  }
}

function appendLine(path: string, line: string): void {
  const file = openSync(path, appendOnly);
  try {
    writeFileSync(file, `${line}\n`);
  } finally {
    closeSync(file);
  }
}

/** Whether the last line of a file was cut off. */
function endsWithinLine(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
  } finally {
    closeSync(file);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
}
