// The messages between the main thread and a libvirt thread: one request, one reply, one call at a time.
import type { Calls } from "./calls.ts";

/** The name of a call. */
export type CallName = keyof Calls;

/** The parameters of a call. */
export type CallParameters<Name extends CallName> = Parameters<Calls[Name]>;

/** The parameters of a call after its first one, the handle. */
export type FurtherParameters<Name extends CallName> =
  CallParameters<Name> extends readonly [unknown, ...infer Rest] ? Rest : never;

/** What a call returns. */
export type CallResult<Name extends CallName> = ReturnType<Calls[Name]>;

/** Asks a worker to make a call. */
export interface Request {
  readonly name: CallName;
  readonly parameters: readonly unknown[];
}

/** Why a call failed. */
export type Failure =
  | {
      readonly kind: "libvirt";
      readonly call: string;
      readonly code: number;
      readonly domain: number;
      readonly message: string;
    }
  | { readonly kind: "library"; readonly library: string; readonly message: string }
  | { readonly kind: "other"; readonly message: string };

/** A worker's answer. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };
