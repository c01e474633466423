// The file of a journal. Each line is appended at once, so that a crash loses none, and the file does not stay open.
import { closeSync, constants, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { describeThrown } from "../errors.ts";
import { log } from "../log.ts";

/** Appends only to an existing file, so that a removed file is not recreated without its header. */
const appendOnly = constants.O_WRONLY | constants.O_APPEND;

/** Options of a journal's file. */
export interface JournalFileOptions {
  /** Returns the path, and creates its directory. */
  readonly path: () => string;
  /** Whether to continue an existing file instead of replacing it. */
  readonly append: boolean;
}

/** A file of lines. Its methods never throw: the first failure logs a warning and ends the file. */
export class JournalFile {
  readonly #options: JournalFileOptions;
  #path: string | undefined;
  #failed = false;

  constructor(options: JournalFileOptions) {
    this.#options = options;
  }

  /** Appends a line. Begins a new file with `header`. */
  append(format: () => string, header: () => string): void {
    this.#attempt(() => {
      const line = format();
      this.#path ??= this.#begin(header(), this.#options.append);
      try {
        appendLine(this.#path, line);
      } catch (error) {
        if (!isMissing(error)) throw error;
        // The user has removed the file: continue in a new one.
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
      log.warn("could not write the journal: it ends here", { path: this.#path, reason: describeThrown(error) });
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

/** Whether the last line of a file is incomplete. */
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
