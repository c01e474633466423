// The format of a journal's lines, version 1 (docs/journal.md).
import type { Action, ActionOf } from "./action.ts";
import type { ActionKind } from "./kinds.ts";

/** The version of the format. Fields may be added without changing it. */
export const journalVersion = 1;

/** The journal's file name in a demo's directory. */
export const journalFile = "journal.jsonl";

/** The first line of each attempt of a test, or of a demo session. */
export interface JournalHeader {
  readonly type: "header";
  readonly version: number;
  /** The demo's name; in a test, the name of its directory. */
  readonly name: string;
  /** The number of the test's attempt, from 1. */
  readonly attempt: number;
  /** The libvirt domain of the first action's VM. */
  readonly domain: string;
  /** The wall-clock time at which the clock of the attempt's times was 0, in ISO 8601 with milliseconds. */
  readonly origin: string;
}

/** An action has begun. `domain` is omitted if it is the header's. */
export type BeginLine = { readonly type: "begin"; readonly domain?: string | undefined } & Pick<
  Action,
  "id" | "parent" | "kind" | "start" | "source" | "target" | "details"
>;

/** A running action has further details. */
export interface UpdateLine {
  readonly type: "update";
  readonly id: number;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An action has ended. */
export interface EndLine extends Pick<ActionOf<ActionKind>, "id" | "end" | "outcome" | "error" | "found"> {
  readonly type: "end";
  /** Details that were added while the action ran. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A line of a journal. */
export type JournalLine = JournalHeader | BeginLine | UpdateLine | EndLine;

/** Maximum length of a text in characters: texts may come from guests. */
const longestText = 1000;

/** Maximum length of a list. */
const longestList = 100;

/** Formats a line, without its line feed. Truncates long texts and lists. */
export function formatLine(line: JournalLine): string {
  return JSON.stringify(line, (_key, value: unknown) => {
    if (typeof value === "string" && value.length > longestText) return `${value.slice(0, longestText)}…`;
    if (Array.isArray(value) && value.length > longestList) return value.slice(0, longestList);
    return value;
  });
}
