// An action: one call of the API on one VM.
import { DemotoolError, describeThrown } from "../errors.ts";
import { printable } from "../printable.ts";
import type { ActionDetails, ActionKind, ActionMatch, ActionTarget } from "./kinds.ts";

/** A source file and line. */
export interface ActionSource {
  /** Relative to the project's root if it is inside of it, else absolute. */
  readonly file: string;
  readonly line: number;
}

/** How an action ended; `unfinished` if its end was never written. */
export type ActionOutcome = "ok" | "failed" | "aborted" | "unfinished";

/** The error of an action. */
export interface ActionError {
  /** The error's class, such as `ScreenError`. */
  readonly name: string;
  /** The code of a demotool error, such as `SCREEN`. */
  readonly code?: string | undefined;
  /** The first line of its message. */
  readonly headline: string;
}

/** An action of one kind. */
export interface ActionOf<K extends ActionKind> {
  /** Unique in its attempt; counted from 1 in the order in which actions begin. */
  readonly id: number;
  /** The id of the enclosing action; undefined for an action that a test called directly. */
  readonly parent: number | undefined;
  readonly kind: K;
  /** The libvirt domain of the VM. */
  readonly domain: string;
  /** Milliseconds on a monotonic clock. */
  readonly start: number;
  /** Milliseconds on the same clock; undefined while the action runs. */
  readonly end: number | undefined;
  /** The line of the caller's own code; undefined if the call stack contains none. */
  readonly source: ActionSource | undefined;
  readonly target: ActionTarget | undefined;
  /** Where the target was found. */
  readonly found: ActionMatch | undefined;
  readonly details: ActionDetails[K];
  readonly outcome: ActionOutcome;
  /** Why it failed or was aborted. */
  readonly error: ActionError | undefined;
}

/** An action of any kind; `kind` determines its details. */
export type Action = { readonly [K in ActionKind]: ActionOf<K> }[ActionKind];

/** Derives an action's outcome from what it threw. */
export function outcomeOf(thrown: unknown): { readonly outcome: ActionOutcome; readonly error: ActionError } {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = thrown instanceof DemotoolError ? thrown.code : undefined;
  const [headline = ""] = printable(describeThrown(thrown)).split("\n");
  return {
    outcome: code === "ABORTED" || name === "AbortError" ? "aborted" : "failed",
    error: { name, code, headline },
  };
}
