// The lines of a journal: its format, version 1 (docs/journal.md).
import type { Action, ActionOf } from "./action.ts";
import type { ActionKind } from "./kinds.ts";

/** The version of the format. Readers of a version read all that is written in it; fields may be added. */
export const journalVersion = 1;

/** The file in a demo's directory. */
export const journalFile = "journal.jsonl";

/** What a journal says of one attempt of a test, or of one demo session. Each attempt begins with such a line. */
export interface JournalHeader {
  readonly type: "header";
  readonly version: number;
  /** The demo's name, in a test that of its directory. */
  readonly name: string;
  /** Counts the attempts of a test that is tried again, from 1. */
  readonly attempt: number;
  /** The libvirt domain of the first action's VM. */
  readonly domain: string;
  /** The wall clock when the clock of the attempt's times was 0, in ISO 8601 with milliseconds. */
  readonly origin: string;
}

/** An action has begun. `domain` is missing where it is the header's. */
export type BeginLine = { readonly type: "begin"; readonly domain?: string | undefined } & Pick<
  Action,
  "id" | "parent" | "kind" | "start" | "source" | "target" | "details"
>;

/** More is known of an action that goes on. */
export interface UpdateLine {
  readonly type: "update";
  readonly id: number;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An action has ended. */
export interface EndLine extends Pick<ActionOf<ActionKind>, "id" | "end" | "outcome" | "error" | "found"> {
  readonly type: "end";
  /** What was found out meanwhile. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A line of a journal. */
export type JournalLine = JournalHeader | BeginLine | UpdateLine | EndLine;

/** Longest text in characters: texts may come from guests. */
const longestText = 1000;

/** Longest list. */
const longestList = 100;

/** A line as text, without its end. Long texts and lists are cut. */
export function formatLine(line: JournalLine): string {
  return JSON.stringify(line, (_key, value: unknown) => {
    if (typeof value === "string" && value.length > longestText) return `${value.slice(0, longestText)}…`;
    if (Array.isArray(value) && value.length > longestList) return value.slice(0, longestList);
    return value;
  });
}
