// An action: one call of the API on one VM.
import { stripVTControlCharacters } from "node:util";
import { DemotoolError, describeThrown } from "../errors.ts";
import type { ActionDetails, ActionKind, ActionMatch, ActionTarget } from "./kinds.ts";

/** A line of a file. */
export interface ActionSource {
  /** Relative to the project's root if it is below it, else absolute. */
  readonly file: string;
  readonly line: number;
}

/** How an action ended; `unfinished` is one whose end was never written. */
export type ActionOutcome = "ok" | "failed" | "aborted" | "unfinished";

/** What an action threw. */
export interface ActionError {
  /** The error's class, as in `ScreenError`. */
  readonly name: string;
  /** The code of a demotool error, as in `SCREEN`. */
  readonly code?: string | undefined;
  /** The first line of its message. */
  readonly headline: string;
}

/** An action of one kind. */
export interface ActionOf<K extends ActionKind> {
  /** Unique in its attempt; counts from 1 in the order in which actions begin. */
  readonly id: number;
  /** The id of the action within which it began; undefined for one that a test called itself. */
  readonly parent: number | undefined;
  readonly kind: K;
  /** The libvirt domain of the VM. */
  readonly domain: string;
  /** Milliseconds on a monotonic clock. */
  readonly start: number;
  /** Milliseconds on the same clock; undefined while it goes on. */
  readonly end: number | undefined;
  /** Where the caller's own code called it; undefined where the call stack does not tell. */
  readonly source: ActionSource | undefined;
  readonly target: ActionTarget | undefined;
  /** Where the target was found. */
  readonly found: ActionMatch | undefined;
  readonly details: ActionDetails[K];
  readonly outcome: ActionOutcome;
  /** Why it failed or was aborted. */
  readonly error: ActionError | undefined;
}

/** An action of any kind; `kind` tells which details it has. */
export type Action = { readonly [K in ActionKind]: ActionOf<K> }[ActionKind];

/** What an error says of how its action ended. */
export function outcomeOf(thrown: unknown): { readonly outcome: ActionOutcome; readonly error: ActionError } {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = thrown instanceof DemotoolError ? thrown.code : undefined;
  const [headline = ""] = stripVTControlCharacters(describeThrown(thrown)).split("\n");
  return {
    outcome: code === "ABORTED" || name === "AbortError" ? "aborted" : "failed",
    error: { name, code, headline },
  };
}
